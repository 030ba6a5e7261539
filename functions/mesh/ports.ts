import { transcriptSchema, translationSchema } from '../../domain/caption.ts'
import type { Language } from '../../domain/language.ts'
import { languageStateSchema } from '../../domain/language_state.ts'
import type { LanguageState, Reading } from '../../domain/language_state.ts'
import { spokenSchema } from '../../domain/spoken.ts'
import type { Spoken } from '../../domain/spoken.ts'
import { TERM_PAIRS_MAX } from '../../domain/vocabulary.ts'
import type { Speaker } from '../../models/tts/speaker.ts'
import type { Translator } from '../../models/translation/translator.ts'
import type { Recogniser } from '../../models/whisper/recogniser.ts'
import type { Wish } from '../translate/languages.ts'
import type { Mesh } from './mesh.ts'
import { readSound } from './read_sound.ts'
import { toDomainError, unwrap } from './unwrap.ts'

/** Speech recognition wherever it runs. Samples travel as float32 little-endian bytes. */
export function meshRecogniser(mesh: Mesh): Recogniser {
  const client = mesh.client('transcribe')
  return {
    async recognise(pcm, { language, expected, window, wordTimes, spoken, draft, draftModel, hints, signal }) {
      const query = { ...(language ? { language } : expected ? { expected } : {}), ...(window ? { window } : {}), ...(wordTimes ? { wordTimes: 'true' } : {}), ...(spoken ? { spoken: 'true' } : {}), ...(draft?.length ? { draft: draft.join(), ...(draftModel ? { draftModel } : {}) } : {}), ...(hints?.length ? { hints: hints.join('\n') } : {}) }
      // Every platform that Node and Deno run on is little-endian, so the samples are the bytes.
      const body = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength) as Uint8Array<ArrayBuffer>
      const answer = await unwrap(
        client.transcribe.$post({ query }, { headers: { 'content-type': 'application/octet-stream' }, init: { body, signal } }),
      )
      return transcriptSchema.parse(answer)
    },
    async close() {},
  }
}

export interface MeshTranslator extends Translator {
  /** Languages that can be read from at least one other now. */
  readable(): Promise<Language[]>
  /** Which languages can be read, and what the others take. */
  reading(): Promise<Reading>
  /** Fetches what is missing for a reader, in the background, and says how far that is. */
  prepare(wish: Wish): Promise<LanguageState>
}

/** Translation wherever it runs. `serves` knows nothing from here and says yes: `translate` answers `language-unavailable`. */
export function meshTranslator(mesh: Mesh): MeshTranslator {
  const client = mesh.client('translate')
  return {
    engine: 'mesh',
    serves: (from, to) => from !== to,
    async translate(text, { from, to, signal, contextVersion, terms }) {
      const json = { text, from, to, ...(contextVersion === undefined ? {} : { contextVersion }), ...(terms?.length ? { terms: terms.slice(0, TERM_PAIRS_MAX) } : {}) }
      return translationSchema.parse(await unwrap(client.translate.$post({ json }, { init: { signal } })))
    },
    async readable() {
      return (await unwrap(client.readable.$get())).languages
    },
    async reading() {
      return (await unwrap(client.languages.$get())).languages
    },
    async prepare({ from, to, again = false }) {
      return languageStateSchema.parse(await unwrap(client.languages.prepare.$post({ json: { from, to, again } })))
    },
    async close() {},
  }
}

export interface MeshSpeaker extends Pick<Speaker, 'speak'> {
  /** Which languages are spoken, with which engine, and whether texts may go to Google. */
  spoken(): Promise<Spoken>
}

/** The quick voice wherever it runs. `speak` resolves with the first sound; leaving its audio, or the signal, stops the work. */
export function meshSpeaker(mesh: Mesh): MeshSpeaker {
  const client = mesh.client('speak')
  return {
    async speak({ text, language, speed }, { signal }) {
      const json = { text, language, ...(speed === undefined ? {} : { speed }) }
      const answer = await client.speak.$post({ json }, { init: { signal } })
      if (!answer.ok || !answer.body) throw toDomainError(answer.status, await answer.text())
      return { engine: answer.headers.get('x-engine') ?? 'unknown', audio: readSound(answer.body as ReadableStream<Uint8Array>, { signal }) }
    },
    async spoken() {
      return spokenSchema.parse(await unwrap(client.spoken.$get()))
    },
  }
}
