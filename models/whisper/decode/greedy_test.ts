import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Sequence } from '../session/decoder.ts'
import type { Vocabulary } from '../session/vocabulary.ts'
import { decodeGreedy } from './greedy.ts'
import type { GreedyOptions } from './greedy.ts'
import { readRow } from './row.ts'

// Tokens 0 to 19 are text, 20 is the end, 21 and 22 are special, 23 to 123 are timestamps of 0 to 2 s.
const END = 20
const at = (step: number) => 23 + step
const vocabulary = {
  endOfText: END, timestampBegin: 23, suppressed: Int32Array.of(), maxInitialTimestamp: 50,
} as unknown as Vocabulary

/** A model that wants to say these tokens. An unsure one holds all other words for nearly as likely. */
function decode(script: readonly number[], options: Partial<GreedyOptions> & { unsure?: boolean } = {}) {
  const { unsure = false, ...rest } = options
  let step = 0
  const wish = () => {
    const token = script[Math.min(step++, script.length - 1)]!
    const logits = new Float32Array(124)
    if (unsure && token < END) logits.fill(19.9, 0, END)
    logits[token] = 20
    return [readRow(logits, { at: 0, size: 124 }, vocabulary)]
  }
  const sequence: Pick<Sequence, 'append' | 'drop'> = { append: async () => wish(), drop() {} }
  const controller = new AbortController()
  return decodeGreedy(sequence, vocabulary, {
    rows: wish(), draft: [], audioEnd: 60, windowEnd: 100, budget: 30, stopInDoubt: false, signal: controller.signal, ...rest,
  })
}

test('phrases with their timestamps, up to the end of text', async () => {
  const { tokens, stop, averageLogProbability } = await decode([at(0), 1, 2, at(30), END])
  assert.deepEqual([tokens, stop], [[at(0), 1, 2, at(30)], 'end'])
  assert.ok(averageLogProbability > -0.01)
})

test('a phrase that closes at the end of the audio is the last one', async () => {
  assert.deepEqual(await decode([at(0), 1, at(60), at(60), 2, at(90), END]).then(({ tokens, stop }) => [tokens, stop]), [[at(0), 1, at(60)], 'past-end'])
})

test('a phrase that would begin after the audio is not taken down', async () => {
  assert.deepEqual((await decode([at(0), 1, at(40), at(70), 2, at(90), END])).tokens, [at(0), 1, at(40)])
})

test('time does not run backwards, and a phrase is not empty', async () => {
  const { tokens } = await decode([at(10), 1, at(5), END])
  assert.ok(tokens.every((token) => token < 23 || token >= at(10)))
})

test('circles stop it', async () => {
  assert.equal((await decode([at(0), 1, 1, 1, 1, 1, 1, 1])).stop, 'loop')
})

test('more words than the budget stop it', async () => {
  const babble = Array.from({ length: 60 }, (_, i) => (i * 7 + (i >> 2)) % 20)
  assert.equal((await decode([at(0), ...babble], { budget: 25 })).stop, 'budget')
})

test('doubt stops a first try, and only that', async () => {
  const said = [at(0), 1, 2, 3, 4, 5, 6, 7, END]
  assert.equal((await decode(said, { unsure: true, stopInDoubt: true, doubtfulRun: -0.8 })).stop, 'doubt')
  assert.equal((await decode(said, { unsure: true })).stop, 'end')
  assert.equal((await decode(said, { stopInDoubt: true, doubtfulRun: -0.8 })).stop, 'end')
})

test('a signal ends it between two steps', async () => {
  await assert.rejects(decode([at(0), 1, END], { signal: AbortSignal.abort(new Error('gone')) }), { message: 'gone' })
})

/** A model that answers by what stands before: after each token comes the next of its script. */
function scriptedModel(script: readonly number[]) {
  const steps: (readonly number[])[] = []
  let held: number[] = []
  const after = (count: number) => {
    const row = new Float32Array(124)
    row[held.slice(0, count).every((token, i) => token === script[i]) ? script[count]! : 7] = 20
    return readRow(row, { at: 0, size: 124 }, vocabulary)
  }
  const sequence: Pick<Sequence, 'append' | 'drop'> = {
    async append(tokens) {
      steps.push(tokens)
      held.push(...tokens)
      return rows(held.length - tokens.length + 1, held.length)
    },
    drop: (count) => void (held = held.slice(0, held.length - count)),
  }
  const rows = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => after(from + i))
  const run = (draft: readonly number[]) => {
    held = [...draft]
    steps.length = 0
    return decodeGreedy(sequence, vocabulary, {
      rows: rows(0, draft.length), draft, audioEnd: 60, windowEnd: 100, budget: 30, stopInDoubt: false, signal: new AbortController().signal,
    })
  }
  return { run, steps }
}

test('a draft saves the steps that it foresaw and changes no word', async () => {
  const said = [at(0), 1, 2, 3, 4, at(30), END]
  const { run, steps } = scriptedModel(said)
  const words = said.slice(0, -1)
  for (const [draft, left] of [[[], 6], [[at(0), 1, 2], 3], [words, 0], [[at(0), 1, 9, 9, 9, 9, 9, 9], 4], [[at(5), 1, 2], 6], [[...words, 8, 8], 0]] as const) {
    assert.deepEqual((await run(draft)).tokens, words, `after the draft ${draft.join()}`)
    assert.equal(steps.length, left, `after the draft ${draft.join()}`)
  }
})

test('weights that write no timestamps give words alone, from the first token to the end', async () => {
  const { tokens, stop } = await decode([1, 2, at(40), 3, END], { timestamps: false })
  assert.ok(tokens.every((token) => token < END))
  assert.deepEqual([tokens.slice(0, 2), tokens.at(-1), stop], [[1, 2], 3, 'end'])
})
