import type { JSX } from 'hono/jsx/jsx-runtime'
import type { AssetUrl, Messages } from '../../views/mod.ts'
import { VocabularyPage } from '../../views/pages/vocabulary/mod.ts'

const terms = [
  { termId: 'a', term: 'Halvex', sounds: '', translations: {}, doNotTranslate: true },
  { termId: 'b', term: 'spool valve', sounds: '', translations: { pt: 'válvula de carretel', vi: 'van trượt', ar: 'صمام بكرة' }, doNotTranslate: false },
  { termId: 'c', term: 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrikationsgebäude', sounds: 'dough now', translations: {}, doNotTranslate: false },
]
const suggestions = [
  { term: 'Zymoport', source: 'document', count: 1_234 }, { term: 'Dravenko', source: 'transcript', count: 2, heard: 'draven co' },
] as const

/** The vocabulary of a plan that has it, with every note and mistake that it may show. */
export const vocabularyScenes: Record<string, (assetUrl: AssetUrl, t: Messages) => JSX.Element> = {
  vocabulary: (assetUrl, t) => (
    <VocabularyPage t={t} assetUrl={assetUrl} tier='pro' terms={terms} changes team={null} teams={[{ teamId: 't', name: 'Pumps & Valves' }]} suggestions={suggestions} done='added'
      wrongSuggestion='twice' wrongFile='encoding' wrong={{ typed: { term: '', sounds: '', doNotTranslate: false, translations: [{ language: 'pt', text: 'válvula' }] }, field: 'term', error: 'term' }}
      imported={{ added: 2, changed: 0, errors: [{ row: 4, column: 'term', problem: 'term-missing' }, { row: 1_205, column: null, problem: 'full' }] }} />
  ),
}
