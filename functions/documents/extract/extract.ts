import { Buffer } from 'node:buffer'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { DomainError } from '../../../domain/errors.ts'
import type { DocumentRefusal } from '../../../domain/document.ts'
import type { Extracted } from './found.ts'
import { sniff } from './sniff.ts'

export interface ExtractOptions {
  readonly signal?: AbortSignal
  /** From the start of the process on. */
  readonly deadlineMs?: number
  readonly memoryBytes?: number
  /** For measurements: the most that was seen. */
  readonly onMemory?: (bytes: number) => void
}

const DEADLINE_MS = 18_000
const MEMORY_BYTES = 460 * 1_024 * 1_024
/** Of JavaScript's own; files and what they unpack to lie beside it. */
const HEAP_MB = 256
const WATCH_EVERY_MS = 20
/** Text of the longest document, twice over. */
const ANSWER_MAX_BYTES = 32 * 1_024 * 1_024
const PAGE_BYTES = 4_096
/** Others go first. */
const NICE = 10
const CHILD = fileURLToPath(new URL('child.ts', import.meta.url))
const ROOT = `${resolve(dirname(CHILD), '../../..')}/`

/**
 * What a document says, or why it cannot be read. Whoever reads it is a process of its own that may read libraries and nothing else, has no environment,
 * and is killed when it takes longer than 18 s, more than 460 MB, or its reader goes away.
 * Throws DomainError `unavailable` when no process can be started, or the signal's reason.
 */
export async function extractDocument(bytes: Uint8Array, { signal, deadlineMs = DEADLINE_MS, memoryBytes = MEMORY_BYTES, onMemory }: ExtractOptions = {}): Promise<Extracted> {
  signal?.throwIfAborted()
  const sniffed = sniff(bytes)
  if (sniffed.kind === 'refused') return { ok: false, refusal: sniffed.refusal }
  const child = start(await childCode())
  let refusal: DocumentRefusal | null = null
  const stop = (why: DocumentRefusal | null) => {
    refusal ??= why
    child.kill('SIGKILL')
  }
  const onAbort = () => stop(null)
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => stop('too-slow'), deadlineMs)
  const watching = watchMemory(child, (used) => {
    onMemory?.(used)
    if (used > memoryBytes) stop('too-much-memory')
  })
  try {
    const [answer, code] = await answerOf(child, bytes, () => stop('too-much-text'))
    signal?.throwIfAborted()
    if (refusal !== null) return { ok: false, refusal }
    return (code === 0 ? parse(answer) : null) ?? { ok: false, refusal: code === null || code >= 128 ? 'too-much-memory' : 'broken' }
  } finally {
    clearTimeout(timer)
    watching()
    signal?.removeEventListener('abort', onAbort)
    child.kill('SIGKILL')
  }
}

/** The shell sets what the kernel holds the process to: what grows between two looks at it fails there. */
function start(code: string): ChildProcess {
  const limits = `ulimit -c 0; ulimit -d ${Math.round(MEMORY_BYTES / 1_024)} 2>/dev/null; exec "$0" "$@"`
  const child = spawn('/bin/sh', [
    '-c', limits, process.execPath, '--no-warnings', '--disallow-code-generation-from-strings', `--max-old-space-size=${HEAP_MB}`, '--experimental-permission', `--allow-fs-read=${ROOT}node_modules/`, '--input-type=module', '--eval', code,
  ], { cwd: ROOT, env: {}, stdio: ['pipe', 'pipe', 'ignore'] })
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICE)
  } catch {
    // It ended already.
  }
  return child
}

async function answerOf(child: ChildProcess, bytes: Uint8Array, onLong: () => void): Promise<[string, number | null]> {
  const pieces: Buffer[] = []
  let size = 0
  child.stdout!.on('data', (piece: Buffer) => {
    size += piece.length
    if (size > ANSWER_MAX_BYTES) onLong()
    else pieces.push(piece)
  })
  // What dies while it is written to is told by its exit.
  child.stdin!.on('error', () => {})
  child.stdin!.end(bytes)
  const [code] = await once(child, 'close').catch((cause: unknown) => {
    throw new DomainError('unavailable', 'Cannot read the document: no process could be started', { cause })
  }) as [number | null]
  return [Buffer.concat(pieces).toString('utf8'), code]
}

function parse(answer: string): Extracted | null {
  try {
    return JSON.parse(answer) as Extracted
  } catch {
    return null
  }
}

/** Looks at what the process holds in memory, where the kernel tells it. @returns what ends it */
function watchMemory(child: ChildProcess, onUsed: (bytes: number) => void): () => void {
  let over = false
  const look = async () => {
    while (!over) {
      const [, pages] = (await readFile(`/proc/${child.pid}/statm`, 'utf8').catch(() => '')).split(' ')
      if (pages === undefined) return
      onUsed(Number(pages) * PAGE_BYTES)
      await new Promise((resolve) => setTimeout(resolve, WATCH_EVERY_MS).unref())
    }
  }
  void look()
  return () => {
    over = true
  }
}

let made: Promise<string> | null = null

/** The process is plain JavaScript, so that it starts quickly and needs to read nothing but libraries. Made once. */
function childCode(): Promise<string> {
  made ??= build({ entryPoints: [CHILD], bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', packages: 'external', minify: true, logLevel: 'silent' })
    .then(({ outputFiles }) => outputFiles[0]!.text)
    .catch((cause: unknown) => {
      made = null
      throw new DomainError('unavailable', 'Cannot read the document: its reader could not be made', { cause })
    })
  return made
}
