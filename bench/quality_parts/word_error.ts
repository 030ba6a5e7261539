import { readFile } from 'node:fs/promises'
import type { Clip } from '../transcribe_parts/clips.ts'
import { repeatsItself, toWords } from '../transcribe_parts/words.ts'
import type { Measured } from '../transcribe_parts/measure.ts'
import { percentile, round } from '../_report.ts'
import type { Scores } from './scores.ts'

const LIBRISPEECH = new URL('./librispeech_reference.txt', import.meta.url)

/** What is said in clips of LibriSpeech, by their names: the folder itself holds no transcripts. */
export async function withReferences(clips: readonly Clip[]): Promise<Clip[]> {
  const known = new Map<string, string>()
  for (const line of (await readFile(LIBRISPEECH, 'utf8')).split('\n')) {
    const [name, ...words] = line.trim().split(' ')
    if (name && name !== '#') known.set(name, words.join(' '))
  }
  return clips.map((clip) => ({ ...clip, reference: clip.reference ?? known.get(clip.name) ?? null }))
}

/** Word error rates of ours and of the peer against what was said, a case each. Clips without a reference are left out. */
export async function wordErrorCases(measured: readonly Measured[], { scores, language }: { scores: Scores; language: string }) {
  const scored = measured.filter(({ clip }) => clip.reference !== null)
  if (scored.length === 0) throw new Error('None of the clips has a reference: put NAME.txt or *.trans.txt beside them')
  const references = scored.map(({ clip }) => clip.reference!)
  const audioMs = scored.reduce((sum, { clip }) => sum + clip.durationMs, 0)
  const heard: readonly (readonly [name: string, text: (one: Measured) => string, ms: (one: Measured) => number])[] = [
    ['ours, live', ({ live }) => live.transcript.text, ({ live }) => live.ms],
    ['ours, sized', ({ sized }) => sized.transcript.text, ({ sized }) => sized.ms],
    ['ours, full window', ({ full }) => full.transcript.text, ({ full }) => full.ms],
    ['faster-whisper int8 beam 1', ({ beam1 }) => beam1.text, ({ beam1 }) => beam1.ms],
    ['faster-whisper int8 beam 5', ({ beam5 }) => beam5.text, ({ beam5 }) => beam5.ms],
  ]
  const cases = []
  for (const [name, text, ms] of heard) {
    const { each, versions, wer, ...counts } = await scores.words({ references, hypotheses: scored.map(text), language })
    cases.push({
      name, versions,
      figures: {
        clips: scored.length, wer: round(wer), ...counts, worstClip: round(Math.max(...each)), clipsWithoutError: each.filter((one) => one === 0).length,
        empty: scored.filter((one) => text(one) === '').map(({ clip }) => clip.name),
        repeating: scored.filter((one) => repeatsItself(toWords(text(one)))).map(({ clip }) => clip.name),
        rtf: round(scored.reduce((sum, one) => sum + ms(one), 0) / audioMs), p50Ms: round(percentile(scored.map(ms), 0.5)),
      },
    })
  }
  return cases
}
