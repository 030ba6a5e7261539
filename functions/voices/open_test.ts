import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eq } from 'drizzle-orm'
import { DomainError } from '../../domain/errors.ts'
import { voices as voicesTable } from '../../infra/db/schema/mod.ts'
import { readWav } from '../../tests/read_wav.ts'
import { noCloningWork, openVoices } from './open.ts'
import { openTestVoices } from './testing.ts'

const speech = await readWav(new URL('../../tests/fixtures/jfk.wav', import.meta.url))

test('beside requests, speech in meetings is collected and what was cut off is finished, until all is closed', async () => {
  const at = await openTestVoices()
  const [ada, guest, shared] = ['ada', 'guest', 'shared']
  const accountId = await at.person()
  await at.agree(accountId, 'meetings')
  const { voiceId } = await at.voices.startCollecting({ accountId, name: 'From meetings' })
  const doomed = await at.add(accountId)
  await at.db.update(voicesTable).set({ state: 'deleting' }).where(eq(voicesTable.voiceId, doomed.voiceId))
  const opened = openVoices({
    ...at.deps, work: noCloningWork, clock: at.clock,
    async findParticipant({ peerId }) {
      if (peerId === guest) throw new DomainError('not-found', 'Nobody is there')
      return { accountId, sharesMicrophone: peerId === shared }
    },
  })
  for (const [peerId, startMs] of [[guest, 1_000], [shared, 15_000], [ada, 30_000]] as const) {
    opened.collect({
      type: 'segment',
      segment: {
        segmentId: peerId, utteranceId: peerId, audioId: peerId, roomId: 'room', peerId, speakerName: 'Ada', kind: 'final', startMs, endMs: startMs + 11_000,
        overlapMs: 0, continues: false, atPause: false, language: 'en', pcm: speech,
      },
    })
  }
  await opened.close()
  const { voices } = await opened.voices.list(accountId)
  assert.deepEqual(voices.map((voice) => [voice.voiceId, voice.sample.speechMs]), [[voiceId, 11_000]], 'of the guest and of a shared microphone nothing, of the deleted one no more')
  await opened.close()
  await at.close()
})
