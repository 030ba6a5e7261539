import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { z } from 'zod'

const speedSchema = z.object({
  value: z.number(),
  /** `realtime`: time of work over time of audio; `ms-a-sentence`. */
  unit: z.enum(['realtime', 'ms-a-sentence']),
  measuredAt: z.string(),
  processor: z.string(),
})
const speedsSchema = z.record(z.string(), speedSchema)

/** How quick a model was on this machine. */
export type Speed = z.infer<typeof speedSchema>

/** What was measured on this machine, by model. A record that cannot be read is none. */
export async function readSpeeds(cacheFolder: string): Promise<Readonly<Record<string, Speed>>> {
  try {
    return speedsSchema.parse(JSON.parse(await readFile(fileIn(cacheFolder), 'utf8')))
  } catch {
    return {}
  }
}

/** Adds to the record what was measured just now. */
export async function keepSpeed(cacheFolder: string, id: string, { value, unit }: Pick<Speed, 'value' | 'unit'>): Promise<Speed> {
  const file = fileIn(cacheFolder)
  const speed: Speed = { value, unit, measuredAt: new Date().toISOString(), processor: cpus()[0]?.model.trim() ?? 'unknown' }
  const speeds = { ...await readSpeeds(cacheFolder), [id]: speed }
  await mkdir(join(cacheFolder, 'models'), { recursive: true })
  const fresh = `${file}.${process.pid}.new`
  await writeFile(fresh, JSON.stringify(speeds, null, 1))
  await rename(fresh, file)
  return speed
}

/** Such as `0.12 × real time` or `35 ms a sentence`. */
export function formatSpeed({ value, unit }: Speed): string {
  return unit === 'realtime' ? `${value.toPrecision(2)} × real time` : `${Math.round(value)} ms a sentence`
}

function fileIn(cacheFolder: string): string {
  return join(cacheFolder, 'models', 'speeds.json')
}
