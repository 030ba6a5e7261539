import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startParley } from '../../tests/e2e/server.ts'
import { prepareRoom } from './join_room.ts'
import type { MemorySample } from './server_memory.ts'
import { sampleMemory, TELLS_MEMORY } from './server_memory.ts'

const EVERY_MS = 30_000

export interface MeasuredServer {
  readonly url: string
  /** Of an account whose tier lets it last, and hold many. */
  readonly roomId: string
  readonly samples: readonly MemorySample[]
  output(): string
  stop(): Promise<void>
}

/** A whole server with a room in it, whose memory and CPU time are looked at each half minute. */
export async function startServer(): Promise<MeasuredServer> {
  const data = await mkdtemp(join(tmpdir(), 'parley-bench-data-'))
  const roomId = await prepareRoom(data)
  const server = await startParley({ PARLEY_DATA: data, LOG_LEVEL: 'debug', ...TELLS_MEMORY })
  const samples: MemorySample[] = []
  const look = async () => void samples.push(await sampleMemory(server.child.pid!))
  await look()
  const timer = setInterval(() => void look(), EVERY_MS)
  return {
    url: server.url, roomId, samples, output: server.output,
    async stop() {
      clearInterval(timer)
      await server.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}
