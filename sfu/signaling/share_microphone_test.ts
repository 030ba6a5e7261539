import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { participantOf } from '../testing/start_sfu.ts'
import { verbs } from './table.ts'
import type { ShareMicrophone, VerbContext } from './verb.ts'

const ask = (share: ShareMicrophone | undefined, data: unknown) => verbs.shareMicrophone({ peer: { participant: participantOf('r', 'ada') }, shareMicrophone: share } as unknown as VerbContext, data)

test('one marks one\'s own microphone, and no other', async () => {
  const asked: object[] = []
  const share: ShareMicrophone = async (input) => {
    asked.push(input)
    return { sharesMicrophone: input.shared }
  }
  deepEqual(await ask(share, { shared: true, peerId: 'eve' }), { shared: true })
  deepEqual(await ask(share, { shared: false }), { shared: false })
  deepEqual(asked, [{ roomId: 'r', peerId: 'ada', shared: true }, { roomId: 'r', peerId: 'ada', shared: false }])
})

test('a refusal by the plan is the answer; so are data that are not well formed, and a server that tells nobody apart', async () => {
  const refused: ShareMicrophone = async () => {
    throw new DomainError('forbidden', 'Cannot share a microphone in room "r": its plan, free, does not include telling speakers apart')
  }
  await rejects(ask(refused, { shared: true }), (error: DomainError) => error.code === 'forbidden' && error.message.includes('free'))
  await rejects(ask(refused, { shared: 'yes' }), (error: DomainError) => error.code === 'invalid-input')
  await rejects(ask(undefined, { shared: true }), (error: DomainError) => error.code === 'unavailable')
  equal(typeof verbs.shareMicrophone, 'function')
})
