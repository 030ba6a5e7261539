import { cancellationSignal, heartbeat } from '@temporalio/activity'
import type { DubCause } from '../../domain/dub.ts'
import type { DubsDeps } from '../../functions/dubs/context.ts'
import { keepClone } from '../../functions/dubs/keep_clone.ts'
import type { MadeClone } from '../../functions/dubs/keep_clone.ts'
import { prepareDub } from '../../functions/dubs/prepare_dub.ts'
import { sayInVoice } from '../../functions/dubs/say_in_voice.ts'
import type { CloneDeps, CloneOrder } from '../../functions/dubs/say_in_voice.ts'
import { settleDub, speakQuick } from '../../functions/dubs/speak_quick.ts'
import { inSteps } from '../heartbeat.ts'

/** The steps that need the database, in the process that has it. */
export function createDubBooks(deps: DubsDeps) {
  return {
    prepareDub: (dubId: string) => prepareDub(deps, dubId, { signal: cancellationSignal() }),
    speakDubQuickly: (dubId: string) => speakQuick(deps, dubId, { signal: cancellationSignal(), alive: () => heartbeat() }),
    keepClone: (dubId: string, made: MadeClone) => keepClone(deps, dubId, made),
    async settleDub(dubId: string, cause: DubCause) {
      const dub = await settleDub(deps, dubId, { cause })
      return dub && { state: dub.state, cause: dub.cause }
    },
  }
}
export type DubBooks = ReturnType<typeof createDubBooks>

/** Speech itself, in the processes that have an engine. */
export function createDubSpeech(deps: CloneDeps) {
  return {
    /** An attempt makes the whole again: a caption is a few seconds, and half of one is of no use. */
    sayInVoice: (order: CloneOrder) => inSteps<null, { readonly durationMs: number }>(({ signal }) => sayInVoice(deps, order, { signal })),
  }
}
export type DubSpeech = ReturnType<typeof createDubSpeech>
