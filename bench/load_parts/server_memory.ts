import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { below } from './processes.ts'

const MB = 2 ** 20
/** Environment of a server whose memory is to be told. */
export const TELLS_MEMORY = { NODE_OPTIONS: `--import ${fileURLToPath(new URL('./tell_memory.mjs', import.meta.url))} --heapsnapshot-signal=SIGUSR2` }

const toldSchema = z.object({
  bench: z.literal('memory'), atMs: z.number(), threadId: z.number(),
  rss: z.number(), heapUsed: z.number(), heapTotal: z.number(), external: z.number(), arrayBuffers: z.number(),
})
export type ToldMemory = z.infer<typeof toldSchema>

/** What {@link TELLS_MEMORY} made the server write. Bytes. */
export function readMemory(output: string): ToldMemory[] {
  return output.split('\n').flatMap((line) => {
    if (!line.startsWith('{"bench":"memory"')) return []
    const parsed = toldSchema.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  })
}

export interface MemorySample {
  readonly atMs: number
  /** Resident, of the server's own process, and of those that it started. */
  readonly serverMb: number
  readonly othersMb: number
  /** CPU time since they started, of all of them. */
  readonly cpuMs: number
}

const TICK_MS = 10
const PAGE_BYTES = 4096

/** Reads a process and those below it from /proc. */
export async function sampleMemory(pid: number): Promise<MemorySample> {
  const own = await readStat(pid)
  const others = await Promise.all((await below(pid)).map(readStat))
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    atMs: Date.now(), serverMb: own.rssBytes / MB, othersMb: sum(others.map(({ rssBytes }) => rssBytes)) / MB,
    cpuMs: sum([own, ...others].map(({ cpuMs }) => cpuMs)),
  }
}

async function readStat(pid: number): Promise<{ rssBytes: number; cpuMs: number }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Names may hold spaces: fields are counted after the closing parenthesis.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number)
  return { rssBytes: (fields[21] ?? 0) * PAGE_BYTES, cpuMs: ((fields[11] ?? 0) + (fields[12] ?? 0)) * TICK_MS }
}
