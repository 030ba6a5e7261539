import { randomBytes } from 'node:crypto'
import postgres from 'postgres'
import { startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'
import type { TestServer } from '../servers/test_server.ts'
import { startFunction, startParley } from './server.ts'
import type { Started } from './server.ts'

export interface SharedDeployment {
  readonly redis: TestServer
  readonly database: TestServer
  readonly edges: readonly Started[]
  /** Processes that make captions. */
  readonly captions: Started[]
  /** One more of them, as a swarm starts one for one that died. */
  addCaptions(): Promise<void>
  /** The ids of the final captions that a room's speech must become, as the edges queued it. */
  finalsOf(roomId: string): string[]
  /** What the database holds of a room's captions, in the order in which they were said. */
  storedLines(roomId: string): Promise<{ readonly lineId: string; readonly text: string }[]>
  /** Everything that the processes wrote, for the message of a failing test. */
  output(): string
  stop(): Promise<void>
}

/** Several processes on one Redis and one PostgreSQL: edges that make no captions, and processes that do nothing else. */
export async function startShared({ edges: edgeCount, captions: captionsCount, keeps = true }: { edges: number; captions: number; keeps?: boolean }): Promise<SharedDeployment> {
  const database = await startPostgres()
  const redis = await startRedis({ keeps })
  const started: Started[] = []
  const stop = async () => {
    await Promise.all(started.map((each) => each.stop()))
    await Promise.all([redis.stop(), database.stop()])
  }
  const secret = randomBytes(32).toString('hex')
  const shared = { REDIS_URL: redis.url, DATABASE_URL: database.url, SESSION_SECRET: secret, MESH_KEY: secret }
  const keep = async (start: Promise<Started>) => {
    const process = await start
    started.push(process)
    return process
  }
  const startCaptions = () => keep(startFunction('captions', shared))
  const startEdge = () => keep(startParley({ ...shared, CAPTIONS_WORKERS: '0', LOG_LEVEL: 'debug' }))
  const starting = [...Array.from({ length: edgeCount }, startEdge), ...Array.from({ length: captionsCount }, startCaptions)]
  const failed = (await Promise.allSettled(starting)).find((result) => result.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const processes = await Promise.all(starting)
  const [edges, captions] = [processes.slice(0, edgeCount), processes.slice(edgeCount)]
  return {
    redis, database, edges, captions,
    async addCaptions() {
      captions.push(await startCaptions())
    },
    finalsOf: (roomId) => edges.flatMap((edge) => edge.output().split('\n'))
      .filter((line) => line.includes('"event":"segment-queued"') && line.includes(roomId))
      .map((line) => (JSON.parse(line) as { captionId: string }).captionId),
    async storedLines(roomId) {
      const sql = postgres(database.url, { max: 1 })
      try {
        return await sql<{ lineId: string; text: string }[]>`
          select l.line_id as "lineId", t.text from lines l join meetings m using (meeting_id) join line_texts t on t.line_id = l.line_id and t.original
          where m.room_id = ${roomId} order by l.started_at`
      } finally {
        await sql.end()
      }
    },
    output: () => [...edges, ...captions].map((each, index) => `--- process ${index} ---\n${each.output().slice(-3_000)}`).join('\n'),
    stop,
  }
}
