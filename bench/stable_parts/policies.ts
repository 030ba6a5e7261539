/** One recognition of an utterance so far. */
export interface Hypothesis {
  /** Without case and marks. */
  readonly words: readonly string[]
  /** Where in the audio each word ends, by what the decoder attended to, ms. */
  readonly endsMs: readonly number[]
  readonly audioMs: number
  /** Mean probability of a token. */
  readonly confidence: number
  /** When it was asked for, ms from the clip's first sample. */
  readonly atMs: number
}

/** How many words at the head of the newest hypothesis are stable. */
export type Policy = (hypotheses: readonly Hypothesis[]) => number

/** LocalAgreement-n (ufal/whisper_streaming): what the last `of` hypotheses begin with, without the last `held` words of it. */
export function localAgreement(of: number, held = 0): Policy {
  return (hypotheses) => {
    if (hypotheses.length < of) return 0
    const lately = hypotheses.slice(-of).map(({ words }) => words)
    const newest = lately.at(-1)!
    const agreed = newest.findIndex((word, at) => lately.some((words) => words[at] !== word))
    return Math.max(0, (agreed < 0 ? newest.length : agreed) - held)
  }
}

/** LocalAgreement-2 that holds words back while one of the two hypotheses is less sure than `sure`: what captions do. */
export function sureAgreement(sure: number, held: number): Policy {
  const [agreed, short] = [localAgreement(2), localAgreement(2, held)]
  return (hypotheses) => (hypotheses.slice(-2).every(({ confidence }) => confidence >= sure) ? agreed : short)(hypotheses)
}

/** AlignAtt (ufal/SimulStreaming): words up to the first one whose attention lies within `thresholdMs` of the audio's end. */
export function alignAtt(thresholdMs: number): Policy {
  return (hypotheses) => {
    const { endsMs, audioMs } = hypotheses.at(-1)!
    const first = endsMs.findIndex((endMs) => endMs > audioMs - thresholdMs)
    return first < 0 ? endsMs.length : first
  }
}

/** All but the last words of each hypothesis. */
export function holdBack(held: number): Policy {
  return (hypotheses) => Math.max(0, hypotheses.at(-1)!.words.length - held)
}

/** An utterance: what was recognised while it was said, and its final text. */
export interface Utterance {
  readonly interims: readonly Hypothesis[]
  readonly final: Hypothesis
  /** Where the utterance's audio begins, ms from the clip's first sample. */
  readonly startMs: number
}

export interface Outcome {
  /** What stood as stable in each line, and the final text. */
  readonly lines: readonly (readonly string[])[]
  /** Words that were stable before the line was final, as a share of those that stayed. */
  readonly early: number
  /** From the end of each word in the audio to when it was stable for good: at the final text, if not before. Decoding not included. */
  readonly lagsMs: readonly number[]
}

/** Applies a policy: stable words are never taken back before the final text, and grow only where a hypothesis begins with them. */
export function apply(policy: Policy, utterances: readonly Utterance[]): Outcome {
  const [lines, lagsMs] = [[] as string[][], [] as number[]]
  let [early, words] = [0, 0]
  for (const { interims, final, startMs } of utterances) {
    const stable: { word: string; atMs: number }[] = []
    interims.forEach(({ words: now, atMs }, index) => {
      if (stable.some(({ word }, at) => now[at] !== word)) return
      const count = policy(interims.slice(0, index + 1))
      for (const word of now.slice(stable.length, count)) stable.push({ word, atMs })
    })
    const changed = stable.findIndex(({ word }, at) => final.words[at] !== word)
    const kept = changed < 0 ? stable.length : changed
    final.endsMs.forEach((endMs, at) => lagsMs.push((at < kept ? stable[at]!.atMs : final.atMs) - startMs - endMs))
    lines.push([stable.map(({ word }) => word).join(' '), final.words.join(' ')])
    early += kept
    words += final.words.length
  }
  return { lines, early: early / words, lagsMs }
}
