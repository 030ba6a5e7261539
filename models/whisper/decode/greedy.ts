import type { Sequence } from '../session/decoder.ts'
import type { Vocabulary } from '../session/vocabulary.ts'
import { createDoubt } from './doubt.ts'
import { findLoop, hasEcho } from './loop_guard.ts'
import { pick } from './pick.ts'
import type { Row } from './row.ts'

/**
 * Why decoding ended: `end` of text; `past-end` where time ran past the audio; `loop` for text in circles;
 * `budget` when more tokens came than anyone speaks in that time; `doubt` where the model was not sure of its words, or
 * began to say them twice.
 */
export type Stop = 'end' | 'past-end' | 'loop' | 'budget' | 'doubt'

export interface Decoded {
  /** Text and timestamp tokens, without prompt and end. */
  readonly tokens: readonly number[]
  /** Mean log-probability of a token, the end included. */
  readonly averageLogProbability: number
  readonly stop: Stop
}

export interface GreedyOptions {
  /** What follows the prompt, and each token of the draft. */
  readonly rows: readonly Row[]
  /** Tokens that are expected and were appended already: kept as far as they are what the model says, dropped from there on. */
  readonly draft: readonly number[]
  /** End of the real audio, in timestamp steps of 0.02 s. */
  readonly audioEnd: number
  /** End of the encoder's window, in the same steps. */
  readonly windowEnd: number
  readonly budget: number
  /** False for weights that write none: words alone come then, and the end. */
  readonly timestamps?: boolean
  /** Give up where the words become doubtful. */
  readonly stopInDoubt: boolean
  /** Mean log-probability of a few words, below which they are in doubt; left out: no words are, only echoes. */
  readonly doubtfulRun?: number
  readonly signal: AbortSignal
}

/**
 * Greedy decoding with timestamps (openai/whisper's rules) and a loop guard. A draft is verified in the step that read the
 * prompt, as speculative decoding does. Throws the signal's reason between steps.
 */
export async function decodeGreedy(sequence: Pick<Sequence, 'append' | 'drop'>, vocabulary: Vocabulary, options: GreedyOptions): Promise<Decoded> {
  const { audioEnd, windowEnd, budget, stopInDoubt, doubtfulRun = -Infinity, timestamps = true, signal } = options
  const { timestampBegin, endOfText, maxInitialTimestamp } = vocabulary
  let { rows, draft } = options
  let at = 0
  const tokens: number[] = []
  const words: number[] = []
  const doubt = stopInDoubt ? createDoubt(doubtfulRun) : null
  let [sum, open, latest] = [0, false, 0]
  const decoded = (stop: Stop): Decoded => ({ tokens, averageLogProbability: sum / (tokens.length + 1), stop })

  for (;;) {
    const last = tokens.at(-1) ?? -1
    const begin = tokens.length === 0
    const afterStamp = last >= timestampBegin
    const { token, logProbability } = pick(rows[at]!, vocabulary, {
      text: !timestamps || (!begin && (!afterStamp || open)),
      end: !begin,
      // A phrase may not be empty, and time does not run backwards; after a phrase's opening only text follows.
      timestampFrom: begin ? 0 : open ? latest + 1 : latest,
      timestampTo: !timestamps ? -1 : begin ? maxInitialTimestamp : afterStamp && open ? -1 : windowEnd,
    })
    sum += logProbability
    if (token === endOfText) return decoded('end')
    if (token >= timestampBegin) {
      latest = token - timestampBegin
      // What would begin where the audio has ended was never said.
      if (!open && latest >= audioEnd && !begin) return decoded('past-end')
      open = !open
      tokens.push(token)
      if (!open && latest >= audioEnd) return decoded('past-end')
    } else {
      tokens.push(token)
      words.push(token)
      if (findLoop(words)) return decoded('loop')
      if (doubt?.(logProbability) || (stopInDoubt && hasEcho(words))) return decoded('doubt')
    }
    if (words.length >= budget) return decoded('budget')
    signal.throwIfAborted()
    if (token === draft[tokens.length - 1]) {
      at++
      continue
    }
    sequence.drop(Math.max(0, draft.length - tokens.length + 1))
    draft = []
    rows = await sequence.append([token], [0])
    at = 0
  }
}
