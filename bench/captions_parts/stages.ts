import { z } from 'zod'
import { percentile, round } from '../_report.ts'

const finalSchema = z.object({
  event: z.literal('segment'), kind: z.literal('final'), outcome: z.literal('captioned'),
  queuedMs: z.number(), transcribeMs: z.number(), translateMs: z.number(), behindMs: z.number(),
})
type Final = z.infer<typeof finalSchema>

/**
 * Where the time of final captions goes, from the server's log: ms at p50 and p95 from the end of speech, as voice activity
 * detection saw it, to the published line (`server`); of it `endpoint` is the silence that ends an utterance, with the network.
 */
export function readStages(log: string): Record<string, number> {
  const finals = log.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return []
    const parsed = finalSchema.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  })
  const stages: Readonly<Record<string, (final: Final) => number>> = {
    endpoint: (final) => final.behindMs - final.queuedMs - final.transcribeMs - final.translateMs,
    queue: ({ queuedMs }) => queuedMs,
    transcribe: ({ transcribeMs }) => transcribeMs,
    translate: ({ translateMs }) => translateMs,
    server: ({ behindMs }) => behindMs,
  }
  return Object.fromEntries(Object.entries(stages).flatMap(([stage, of]) => [0.5, 0.95].map((share) =>
    [`${stage}P${share * 100}Ms`, round(percentile(finals.map(of), share))])))
}
