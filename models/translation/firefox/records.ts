import { z } from 'zod'
import { ourCode } from './codes.ts'
import type { LanguagePair } from './known_pairs.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const kindSchema = z.enum(['model', 'lex', 'vocab', 'srcvocab', 'trgvocab'])
type Kind = z.infer<typeof kindSchema>

/** Newest major version that Bergamot's build reads: 1 tiny models, 2 larger ones and separate vocabularies, 3 the same, compressed. */
const MAJOR_MAX = 3
/** Filters (JEXL) that hold for a release of Firefox on a desktop; an empty one holds everywhere. */
const RELEASED: ReadonlySet<string> = new Set(['', "env.appinfo.OS != 'Android'", "env.appinfo.OS != 'Android' || env.channel != 'release'"])
/** Of models of one version the fastest is taken. */
const FASTEST_FIRST = ['tiny', 'base-memory', 'base']

/**
 * One record of Mozilla Remote Settings' collections `translations-models` (`fromLang`, `toLang`, the file as it is) and
 * `translations-models-v2` (`sourceLanguage`, `targetLanguage`, the file compressed with zstd).
 */
const recordSchema = z.object({
  name: z.string(),
  version: z.string(),
  fileType: kindSchema,
  fromLang: z.string().optional(),
  toLang: z.string().optional(),
  sourceLanguage: z.string().optional(),
  targetLanguage: z.string().optional(),
  architecture: z.string().nullish(),
  filter_expression: z.string().nullish(),
  attachment: z.object({ hash: sha256, size: z.number().int().positive(), location: z.string().min(1) }),
  decompressedHash: sha256.nullish(),
  decompressedSize: z.number().int().positive().nullish(),
})
type ModelRecord = z.infer<typeof recordSchema>

const pairFileSchema = z.object({
  kind: kindSchema,
  /** Below the base of the attachments. */
  location: z.string(),
  bytes: z.number(),
  sha256,
  /** What it becomes; null when it is not compressed. */
  unpacked: z.object({ bytes: z.number(), sha256 }).nullable(),
})
export type PairFile = z.infer<typeof pairFileSchema>

export const pairSchema = z.object({
  from: z.string().transform((code) => code as LanguagePair['from']),
  to: z.string().transform((code) => code as LanguagePair['to']),
  version: z.string(),
  /** How the weights were quantised, as Marian's `gemm-precision`. */
  precision: z.enum(['int8shiftAlphaAll', 'int8shiftAll']),
  /** To download. */
  bytes: z.number(),
  files: z.array(pairFileSchema),
})
/** One direction that can be fetched, whole. */
export type FirefoxPair = z.infer<typeof pairSchema>

/**
 * The newest released version of each direction in a collection's records. What is not a file of a model, is for another release
 * channel, or belongs to an incomplete version is left out.
 */
export function readPairs(records: readonly unknown[]): FirefoxPair[] {
  const groups = new Map<string, ModelRecord[]>()
  for (const entry of records) {
    const record = recordSchema.safeParse(entry).data
    if (!record || !RELEASED.has(record.filter_expression ?? '') || !supported(record.version)) continue
    if (record.attachment.location.endsWith('.zst') && !record.decompressedHash) continue
    const key = [fromOf(record), toOf(record), record.version, record.architecture ?? ''].join(' ')
    groups.set(key, [...(groups.get(key) ?? []), record])
  }
  const best = new Map<string, { pair: FirefoxPair; rank: readonly number[] }>()
  for (const group of groups.values()) {
    const pair = toPair(group)
    if (!pair) continue
    const rank = [...numbers(pair.version), -Math.max(0, FASTEST_FIRST.indexOf(group[0]!.architecture ?? ''))]
    const key = `${pair.from}-${pair.to}`
    const known = best.get(key)
    if (!known || compare(rank, known.rank) > 0) best.set(key, { pair, rank })
  }
  return [...best.values()].map(({ pair }) => pair)
}

function toPair(records: readonly ModelRecord[]): FirefoxPair | null {
  const [from, to] = [ourCode(fromOf(records[0]!)), ourCode(toOf(records[0]!))]
  const find = (kind: Kind) => records.find(({ fileType, name }) => fileType === kind && (kind !== 'lex' || name.startsWith('lex.50.50.'))) ?? records.find(({ fileType }) => fileType === kind)
  const [model, vocabulary] = [find('model'), find('vocab')]
  const vocabularies = vocabulary ? [vocabulary] : [find('srcvocab'), find('trgvocab')]
  if (!from || !to || from === to || !model || !vocabularies.every((found) => found !== undefined)) return null
  // A model without a shortlist is slower and translates all the same.
  const chosen = [model, find('lex'), ...vocabularies].filter((found) => found !== undefined)
  return {
    from, to,
    version: model.version,
    precision: model.name.endsWith('intgemm8.bin') ? 'int8shiftAll' : 'int8shiftAlphaAll',
    bytes: chosen.reduce((sum, { attachment }) => sum + attachment.size, 0),
    files: chosen.map(toFile),
  }
}

function toFile({ fileType, attachment, decompressedHash, decompressedSize }: ModelRecord): PairFile {
  const unpacked = decompressedHash && decompressedSize ? { bytes: decompressedSize, sha256: decompressedHash } : null
  return { kind: fileType, location: attachment.location, bytes: attachment.size, sha256: attachment.hash, unpacked }
}

const fromOf = ({ fromLang, sourceLanguage }: ModelRecord) => sourceLanguage ?? fromLang ?? ''
const toOf = ({ toLang, targetLanguage }: ModelRecord) => targetLanguage ?? toLang ?? ''

/** `2.1` is; `3.0a1` is not released, `4.0` not known. */
function supported(version: string): boolean {
  return /^\d+(\.\d+)*$/.test(version) && numbers(version)[0]! <= MAJOR_MAX
}

function numbers(version: string): [number, number] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return [major, minor]
}

function compare(a: readonly number[], b: readonly number[]): number {
  return a.map((value, index) => value - b[index]!).find((difference) => difference !== 0) ?? 0
}
