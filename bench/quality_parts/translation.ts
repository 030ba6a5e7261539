import { readFile } from 'node:fs/promises'
import { silentLog } from '../../infra/log.ts'
import { createMemoryCache } from '../../infra/cache/memory.ts'
import { createModelStore } from '../../models/store/store.ts'
import { openTranslator } from '../../models/translation/open.ts'
import { round } from '../_report.ts'
import type { Scores } from './scores.ts'

interface Pair {
  readonly en: string
  readonly pt: string
}

/** BLEU and chrF of what meetings translate with, on sentences that were translated by hand for this, each direction a case. */
export async function translationCases({ scores, cacheFolder }: { scores: Scores; cacheFolder: string }) {
  const pairs = JSON.parse(await readFile(new URL('./held_en_pt.json', import.meta.url), 'utf8')) as readonly Pair[]
  const store = createModelStore({ cacheFolder, models: 'bundled', hubUrl: 'http://127.0.0.1:9', log: silentLog })
  const translator = await openTranslator({ store, cache: createMemoryCache(), log: silentLog })
  const cases = []
  try {
    for (const [from, to] of [['en', 'pt'], ['pt', 'en']] as const) {
      const hypotheses: string[] = []
      const engines = new Set<string>()
      for (const pair of pairs) {
        const { text, engine } = await translator.translate(pair[from], { from, to })
        hypotheses.push(text)
        engines.add(engine)
      }
      const { bleu, chrf2, bleuSignature, chrf2Signature, versions } = await scores.translation({ references: pairs.map((pair) => pair[to]), hypotheses })
      const same = hypotheses.filter((text, index) => text === pairs[index]![to]).length
      cases.push({
        name: `${from}-${to}, ${[...engines].join(' and ')}`, versions,
        figures: { sentences: pairs.length, bleu: round(bleu), chrf: round(chrf2), same, bleuSignature, chrf2Signature },
      })
    }
  } finally {
    await translator.close()
  }
  return cases
}
