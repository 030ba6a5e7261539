import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { CLI_VERSION, TEST_SERVER_VERSION } from '../../../infra/temporal/cli.ts'
import type { Way, WayContext } from './way.ts'

/** Where Temporal's own SDKs ask for its programs. */
const OFFICIAL = 'https://temporal.download'
/** To be told where the archive is: a network that drops packets must not hold the set-up. */
const ASK_TIMEOUT_MS = 10_000
const DOWNLOAD_TIMEOUT_MS = 10 * 60_000
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
const answerSchema = z.object({ archiveUrl: z.url({ protocol: /^https$/ }), fileToExtract: z.string().regex(/^[\w./-]+$/) })

export const downloadCli: Way = (context) => download(context, { artifact: 'cli', version: CLI_VERSION, title: 'Downloading Temporal', size: '100 MB, a minute' })
export const downloadTestServer: Way = (context) => download(context, { artifact: 'temporal-test-server', version: TEST_SERVER_VERSION, title: 'Downloading Temporal\'s server for tests', size: '40 MB, half a minute' })

async function download({ scratch, progress, run, signal, fetch }: WayContext, { artifact, version, title, size }: { artifact: string; version: string; title: string; size: string }) {
  const query = new URLSearchParams({ platform: process.platform, arch: ARCHITECTURES[process.arch] ?? process.arch, format: 'tar.gz' })
  const within = (ms: number) => AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])])
  try {
    const answer = await fetch(`${OFFICIAL}/${artifact}/v${version}?${query}`, { signal: within(ASK_TIMEOUT_MS) })
    if (!answer.ok) return { reason: `the download answered ${answer.status}` }
    const { archiveUrl, fileToExtract } = answerSchema.parse(await answer.json())
    await progress.step(title, size, async (update) => {
      const archive = await fetch(archiveUrl, { signal: within(DOWNLOAD_TIMEOUT_MS) })
      if (!archive.ok || !archive.body) throw new Error(`the archive answered ${archive.status}`)
      const total = Number(archive.headers.get('content-length') ?? 0)
      let done = 0
      const counted = Readable.fromWeb(archive.body as Parameters<typeof Readable.fromWeb>[0]).on('data', (chunk: Buffer) => update(done += chunk.length, total, 'bytes'))
      await pipeline(counted, createWriteStream(join(scratch, 'archive.tar.gz')))
    })
    const folder = join(scratch, 'unpacked')
    await mkdir(folder)
    const { code, output } = await run('tar', ['-xzf', join(scratch, 'archive.tar.gz'), '-C', folder], { signal })
    return code === 0 ? { binary: join(folder, fileToExtract) } : { reason: 'the archive cannot be unpacked', output }
  } catch (error) {
    signal?.throwIfAborted()
    return { reason: describe(error) }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'no answer in time'
  return error.cause instanceof Error ? error.cause.message : error.message
}
