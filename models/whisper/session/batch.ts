import { Tensor } from 'onnxruntime-node'
import { emptyCache, idsTensor, joined, kept } from './cache.ts'

/** Far below any score, and yet a number: what is added where nothing may be looked at. */
export const NEVER = -1e9
/** Tokens in the cache that nobody needs any more cost each step a little; taking them out costs a copy. */
const UNUSED_MAX = 32

export interface BatchOptions {
  /** Names of the growing cache's tensors and what they are after a step; of the encoded audio's keys and values. */
  readonly past: readonly string[]
  readonly present: readonly string[]
  readonly cross: readonly string[]
  readonly heads: number
  readonly width: number
  /** One step of the model. */
  readonly run: (feeds: Record<string, Tensor>, options: { readonly times: boolean }) => Promise<Record<string, Tensor>>
}

/** A step's outputs, and which of its rows and tokens are one member's. */
export interface Share {
  readonly outputs: Record<string, Tensor>
  readonly tokens: { readonly from: number; readonly count: number }
  readonly rows: { readonly from: number; readonly count: number }
}

export interface Member {
  append(tokens: readonly number[], rows: readonly number[]): Promise<Share>
  drop(count: number): void
  end(): void
}

export interface JoinOptions {
  /** Keys and values of the encoded audio, float32 [1, heads, steps, width] each, by their names. */
  readonly encoded: Record<string, Tensor>
  /** What is added to the score of each of its steps, float32 [steps]. */
  readonly weights: Float32Array
  readonly times: boolean
}

/** Sequences that are decoded together. */
export interface Batch {
  readonly size: number
  /** Of the encoded audio of all. */
  readonly steps: number
  join(options: JoinOptions): Member
}

interface Joined extends JoinOptions {
  length: number
}

interface Wish {
  readonly member: Joined
  readonly tokens: readonly number[]
  readonly rows: readonly number[]
  readonly resolve: (share: Share) => void
  readonly reject: (error: unknown) => void
}

/**
 * Decodes sequences together: a step reads all weights once for whatever tokens its members have to append. Their caches lie behind one another, and
 * what is added to the scores of attention keeps each to its own. Members come and go between steps.
 */
export function createBatch({ past, present, cross, heads, width, run }: BatchOptions): Batch {
  let members: Joined[] = []
  /** Whose each token of the cache is. */
  let owners: (Joined | null)[] = []
  let cache: Tensor[] = []
  /** Whose audio is in the joined keys and values, in this order. */
  let heard: Joined[] | null = null
  let encoded: Record<string, Tensor> = {}
  let wishes: Wish[] = []
  let atWork = false

  const clear = () => {
    ;[owners, heard, encoded] = [[], null, {}]
    cache = past.map(() => emptyCache(heads, width))
  }
  clear()

  const tidy = () => {
    if (owners.filter((owner) => owner === null).length > Math.max(UNUSED_MAX, owners.length / 2)) {
      const used = [...owners.keys()].filter((token) => owners[token] !== null)
      cache = cache.map((tensor) => kept(tensor, used))
      owners = used.map((token) => owners[token]!)
    }
    const idle = heard?.filter((member) => !members.includes(member)) ?? []
    if (heard === null || stepsOf(idle) > stepsOf(members)) {
      heard = [...members]
      encoded = Object.fromEntries(cross.map((name) => [name, joined(heard!.map((member) => member.encoded[name]!))]))
    }
  }

  const take = async (group: readonly Wish[]) => {
    tidy()
    const speakers = group.flatMap(({ member, tokens }) => tokens.map(() => member))
    const tokens = group.flatMap((wish) => wish.tokens)
    const rows: number[] = []
    let from = 0
    for (const wish of group) {
      rows.push(...wish.rows.map((row) => from + row))
      from += wish.tokens.length
    }
    const outputs = await run({
      input_ids: idsTensor(tokens, [1, tokens.length]),
      position_ids: idsTensor(group.flatMap(({ member, tokens }) => tokens.map((_, index) => member.length + index)), [1, tokens.length]),
      rows: idsTensor(rows, [rows.length]),
      self_scores: selfScores(owners, speakers),
      cross_scores: crossScores(heard!, speakers),
      ...Object.fromEntries(past.map((name, index) => [name, cache[index]!])),
      ...encoded,
    }, { times: group.some(({ member }) => member.times) })
    cache = present.map((name) => outputs[name]!)
    owners.push(...speakers)
    for (const { member, tokens } of group) member.length += tokens.length
    return outputs
  }

  const go = async () => {
    if (atWork) return
    atWork = true
    while (wishes.length > 0) {
      // Whoever was answered asks for its next token in this turn of the event loop: they go on together.
      await new Promise<void>((resolve) => void setImmediate(resolve))
      const group = wishes
      wishes = []
      try {
        const outputs = await take(group)
        let [token, row] = [0, 0]
        for (const { tokens, rows, resolve } of group) {
          resolve({ outputs, tokens: { from: token, count: tokens.length }, rows: { from: row, count: rows.length } })
          token += tokens.length
          row += rows.length
        }
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    atWork = false
  }

  return {
    get size() {
      return members.length
    },
    get steps() {
      return stepsOf(members)
    },
    join(options) {
      const member: Joined = { ...options, length: 0 }
      members.push(member)
      heard = null
      return {
        append: (tokens, rows) => new Promise((resolve, reject) => {
          wishes.push({ member, tokens, rows, resolve, reject })
          void go()
        }),
        drop(count) {
          member.length -= count
          for (let token = owners.length - 1; count > 0; token--) {
            if (owners[token] !== member) continue
            owners[token] = null
            count--
          }
        },
        end() {
          members = members.filter((other) => other !== member)
          owners = owners.map((owner) => (owner === member ? null : owner))
          if (members.length === 0) clear()
        },
      }
    },
  }
}

function stepsOf(members: readonly Joined[]): number {
  return members.reduce((sum, { weights }) => sum + weights.length, 0)
}

/** Each token looks at its own sequence, itself and what came before. */
function selfScores(owners: readonly (Joined | null)[], speakers: readonly Joined[]): Tensor {
  const total = owners.length + speakers.length
  const scores = new Float32Array(speakers.length * total).fill(NEVER)
  for (const [row, speaker] of speakers.entries()) {
    for (let token = 0; token <= owners.length + row; token++) {
      if ((token < owners.length ? owners[token] : speakers[token - owners.length]) === speaker) scores[row * total + token] = 0
    }
  }
  return new Tensor('float32', scores, [1, 1, speakers.length, total])
}

/** Each token looks at its own audio, as its steps weigh. */
function crossScores(heard: readonly Joined[], speakers: readonly Joined[]): Tensor {
  const steps = stepsOf(heard)
  const scores = new Float32Array(speakers.length * steps).fill(NEVER)
  for (const [row, speaker] of speakers.entries()) {
    const before = stepsOf(heard.slice(0, heard.indexOf(speaker)))
    scores.set(speaker.weights, row * steps + before)
  }
  return new Tensor('float32', scores, [1, 1, speakers.length, steps])
}
