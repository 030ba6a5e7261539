/** PostgreSQL's text search configuration of each language that has one; `simple`, which stems nothing, serves the others. */
export const TEXT_CONFIGS = Object.freeze({
  en: 'english', pt: 'portuguese', es: 'spanish', fr: 'french', de: 'german', it: 'italian', nl: 'dutch', ru: 'russian', sv: 'swedish',
  no: 'norwegian', da: 'danish', fi: 'finnish', hu: 'hungarian', ro: 'romanian', tr: 'turkish', ar: 'arabic', id: 'indonesian',
} as const)

/** Languages written without spaces in characters that carry a meaning each: every character is a word to the search. */
export const UNSPACED: readonly string[] = Object.freeze(['zh', 'ja', 'yue'])

/** Han and kana, as a class that PostgreSQL and JavaScript both read. */
export const UNSPACED_CHARACTERS = '[⺀-⿟぀-ヿ㐀-鿿豈-﫿]'

/** The SQL that makes the words of a text: `language` and `text` are columns. Stored, so a change needs a migration. */
export const WORDS_SQL = `case when language in (${UNSPACED.map((code) => `'${code}'`).join(', ')})
    then to_tsvector('simple'::regconfig, regexp_replace(text, '(${UNSPACED_CHARACTERS})', ' \\1 ', 'g'))
    else to_tsvector(case language
    ${Object.entries(TEXT_CONFIGS).map(([code, config]) => `when '${code}' then '${config}'::regconfig`).join(' ')}
    else 'simple'::regconfig end, text) end`
