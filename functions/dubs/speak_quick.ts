import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { isSettled } from '../../domain/dub.ts'
import type { Dub, DubCause } from '../../domain/dub.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import { toWav } from '../../domain/wav.ts'
import { heardKey } from './_rows.ts'
import type { DubsDeps, StepOptions } from './context.ts'
import { changeDub, dropAudio, findDub, storeAudio } from './write_dub.ts'

/**
 * Says a dub in the quick voice and keeps that, unless it is there already or the dub is over: what is heard until the clone is there, and
 * instead of it. Throws what the quick voice and the files' place throw, and DomainError `unavailable` when it gave no sound.
 */
export async function speakQuick(deps: DubsDeps, dubId: string, { signal, alive = () => {} }: StepOptions): Promise<void> {
  const row = await findDub(deps.db, dubId)
  if (!row || row.quickMs !== null || isSettled(row)) return
  const { audio } = await deps.speaker.speak({ text: row.text, language: row.language as Language }, { signal })
  const pieces: Int16Array[] = []
  for await (const piece of audio) {
    pieces.push(piece)
    alive()
  }
  if (!pieces.some(({ length }) => length > 0)) throw new DomainError('unavailable', `Cannot say dub ${dubId} in the quick voice: it gave no sound`)
  const quickMs = await storeAudio(deps, row, { audio: 'quick', wav: toWav(pieces, { rateHz: DUB_RATE_HZ }), signal })
  const dub = await changeDub(deps, dubId, { quickMs })
  if (!dub) await dropAudio(deps, row, 'quick')
}

/** Ends a dub without a clone: with the quick voice if there is one, and says why either way; what is settled stays as it is. Throws what the database throws. */
export async function settleDub(deps: DubsDeps, dubId: string, { cause }: { readonly cause: DubCause }): Promise<Dub | null> {
  const row = await findDub(deps.db, dubId)
  if (!row) return null
  const dub = await changeDub(deps, dubId, { state: row.quickMs === null ? 'failed' : 'quick', cause })
  await deps.blob.delete(heardKey(row))
  return dub
}
