import type { Hearing } from './session/hear.ts'

/** Below this mean log-probability, a sized window's words differ from the full window's more often than they agree. */
const DOUBTFUL_LOG_PROBABILITY = -0.48

/** Whether what a sized window gave should be heard again at full size: it went astray, or the model was not sure. */
export function isDoubtful({ stop, averageLogProbability }: Pick<Hearing, 'stop' | 'averageLogProbability'>): boolean {
  return stop === 'loop' || stop === 'budget' || averageLogProbability < DOUBTFUL_LOG_PROBABILITY
}
