import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { keepClone } from './keep_clone.ts'
import { queueDub } from './queue_dub.ts'
import { settleLostDubs } from './settle_lost.ts'
import { speakQuick } from './speak_quick.ts'
import { openDubStage } from './testing.ts'

const HOUR_MS = 60 * 60_000
const signal = new AbortController().signal

test('a dub that nothing finished in a day ends with the quick voice if there is one, and work that comes back leaves it so', async (t) => {
  const { deps, db, meetingOf, request, ada, voiceId, clock, told, dub, counted, close } = await openDubStage()
  t.after(close)
  const ask = async (captionId: string) => (await queueDub({ db, meetingOf }, { ...request, captionId }, { accountId: ada, voiceId: voiceId!, askedMs: clock.now() })).dub.dubId
  const [spoken, silent] = [await ask('spoken'), await ask('silent')]
  await speakQuick(deps, spoken, { signal })
  clock.advance(23 * HOUR_MS)
  const young = await ask('young')
  equal(await settleLostDubs(deps), 0)
  clock.advance(2 * HOUR_MS)
  equal(await settleLostDubs(deps), 2)
  const states = Object.fromEntries((await dub()).map(({ dubId, state, cause }) => [dubId, `${state} ${cause}`]))
  deepEqual(states, { [spoken]: 'quick workflows', [silent]: 'failed workflows', [young]: 'queued null' })
  deepEqual(told.slice(-2).sort(), ['failed:workflows', 'quick+quick:workflows'])
  equal(await keepClone(deps, silent, { to: 'nowhere', voiceId: voiceId!, engine: 'scripted', durationMs: 1 }), false)
  equal(await settleLostDubs(deps), 0, 'once')
  equal(counted.filter((line) => line.startsWith('clones ')).length, 2)
})

test('while the database is away nothing is settled, and whoever asked hears of it', async () => {
  const { deps, close } = await openDubStage()
  await close()
  await rejects(settleLostDubs(deps))
})
