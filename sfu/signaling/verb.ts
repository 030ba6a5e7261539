import type { z } from 'zod'
import { DomainError } from '../../domain/errors.ts'
import type { Participant } from '../../domain/room.ts'
import type { Verb, VerbInput, VerbOutputs } from '../../domain/signaling.ts'
import type { Peer } from '../peer.ts'
import type { Room } from '../room.ts'

/** Throws DomainError `forbidden`, `not-found`. */
export type ShareMicrophone = (input: { readonly roomId: string; readonly peerId: string; readonly shared: boolean }) => Promise<Pick<Participant, 'sharesMicrophone'>>

/** What a verb acts on: the room and the connection that asks. */
export interface VerbContext {
  readonly room: Room
  readonly peer: Peer
  /** Marks a microphone as shared; absent: nobody is told apart here. */
  readonly shareMicrophone?: ShareMicrophone | undefined
  /** Ends the connection once the answer is out. */
  leave(): void
}

/** One verb of the wire: the shape of its data, and what it does. Throws DomainErrors, which become the answer. */
export interface VerbHandler<V extends Verb, Input = VerbInput<V>> {
  readonly input: z.ZodType<Input>
  handle(context: VerbContext, input: Input): Promise<VerbOutputs[V]> | VerbOutputs[V]
}

/** A verb that takes the data as it comes from the wire. */
export type WireVerb<V extends Verb> = (context: VerbContext, data: unknown) => Promise<VerbOutputs[V]>

/** Puts the check of its input before a verb: `invalid-input` names each field that is wrong. */
export function atTheWire<V extends Verb, Input>({ input, handle }: VerbHandler<V, Input>): WireVerb<V> {
  return async (context, data) => {
    const parsed = input.safeParse(data)
    if (!parsed.success) {
      const findings = parsed.error.issues.slice(0, 5).map(({ path, message }) =>
        `${path.map(String).join('.') || 'data'}: ${message}`
      )
      throw new DomainError('invalid-input', `The data is not well formed: ${findings.join('; ')}`, {
        cause: parsed.error,
      })
    }
    return await handle(context, parsed.data)
  }
}
