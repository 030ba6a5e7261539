import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Language } from '../domain/language.ts'
import { readConfig } from '../infra/config.ts'
import { BUNDLED_FOLDER } from '../models/store/store.ts'
import { foldText } from '../models/whisper/filter/known.ts'
import type { HarvestedText } from '../models/whisper/filter/known.ts'
import { openEar } from '../models/whisper/session/hear.ts'
import { FULL_WINDOW } from '../models/whisper/window.ts'
import { makeSound, SOUNDS } from '../tests/sounds.ts'

// `node --import tsx tools/harvest_hallucinations.ts`: plays sounds without speech to the model that is deployed, without
// the list, and writes down everything that it claims to hear. Run it again when the weights or the decoding change.
const MODEL = 'whisper-base'
const LANGUAGES: readonly (Language | null)[] = ['en', 'pt', 'es', 'fr', 'de', 'it', 'ru', 'ar', 'hi', 'vi', 'zh', 'ja', null]
const SECONDS = [1, 3, 8]
/** The second try's window as well, for these lengths: it costs most of the time. */
const SECONDS_AT_FULL_WINDOW: ReadonlySet<number> = new Set([3])
const OUTPUT = fileURLToPath(new URL('../models/whisper/filter/harvested.json', import.meta.url))

const ear = await openEar(`${BUNDLED_FOLDER}${MODEL}`, { threads: 2, cacheFolder: readConfig().PARLEY_CACHE })
const { signal } = new AbortController()
const found = new Map<string, { text: string; language: Language; sounds: Record<string, number> }>()
let [heard, spoke, seed] = [0, 0, 1]

for (const sound of SOUNDS) {
  for (const seconds of SECONDS) {
    const pcm = makeSound(sound, { seconds, seed: seed++ })
    const windows = SECONDS_AT_FULL_WINDOW.has(seconds) ? [ear.windows.sized(pcm.length), FULL_WINDOW] : [ear.windows.sized(pcm.length)]
    for (const window of windows) {
      const listened = await ear.listen(pcm, window, { signal })
      for (const language of LANGUAGES) {
        const { tokens, stop, language: told } = await ear.understand(listened, { language, stopInDoubt: false, signal })
        const text = ear.vocabulary.text(tokens.filter((token) => token < ear.vocabulary.timestampBegin)).trim()
        heard++
        if (!foldText(text)) continue
        spoke++
        // Circles are caught as such: each is a text of its own that never comes again.
        if (stop !== 'loop' && stop !== 'budget') note(text, told, sound)
      }
    }
    console.error(`${sound}, ${seconds} s: ${found.size} texts so far`)
  }
}
await ear.close()

const texts: HarvestedText[] = [...found.values()].sort((a, b) => a.language.localeCompare(b.language) || a.text.localeCompare(b.text))
const lines = texts.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')
await writeFile(OUTPUT, `{\n  "model": "${MODEL}",\n  "heard": ${heard},\n  "spoke": ${spoke},\n  "texts": [\n${lines}\n  ]\n}\n`)
console.error(`${spoke} of ${heard} sounds without speech gave text, ${texts.length} different ones: ${OUTPUT}`)

function note(text: string, language: Language, sound: string): void {
  const key = `${language} ${foldText(text)}`
  const entry = found.get(key) ?? { text, language, sounds: {} }
  entry.sounds[sound] = (entry.sounds[sound] ?? 0) + 1
  found.set(key, entry)
}
