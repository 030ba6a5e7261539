import { Buffer } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { isAlive } from './is_alive.ts'
import type { Log } from './log.ts'
import { oneAtATime } from './one_at_a_time.ts'

/** A file of a machine that cannot be asked belongs to nobody after this time without a change. */
const ABANDONED_MS = 60 * 60_000
const READ_BYTES = 256 * 1024
/** Kept in memory at most, while the disk takes nothing. */
const UNWRITTEN_MAX = 20_000

/** Work that must survive this process: appended to a file, taken oldest first, forgotten once settled. */
export interface Outbox<Item> {
  /** Resolves once the item survives a crash; in memory only while the disk fails, which the log says. Rejects beyond 20,000 of those. */
  append(item: Item): Promise<void>
  /** The oldest items, `max` at most. `settle` forgets them: until then they come again. For one consumer. */
  take(max: number): Promise<{ readonly items: readonly Item[]; settle(): Promise<void> }>
  /** Items that are not settled. */
  readonly pending: number
  /** Leaves what is not settled in the file for the next start. Idempotent. */
  close(): Promise<void>
}

/**
 * Opens the outbox of this process in `folder` and takes over what processes that ended left there. Items are JSON, one a line.
 * An item may come twice after a crash. Throws what the file system says when the folder cannot be used.
 */
export async function openOutbox<Item>({ folder, log, now }: { folder: string; log: Log; now: () => number }): Promise<Outbox<Item>> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${encodeURIComponent(hostname())}.${process.pid}.${randomUUID()}.ndjson`)
  const file = await open(path, 'wx+', 0o600)
  let size = 0
  /** Where the oldest item begins. */
  let head = 0
  let pending = 0
  let unwritten: Item[] = []
  let closing: Promise<void> | null = null
  let waiting: { readonly line: string; readonly item: Item; resolve(): void; reject(error: unknown): void }[] = []
  const inTurn = oneAtATime()

  const write = async (text: string, items: number) => {
    const bytes = Buffer.from(text)
    await file.write(bytes, 0, bytes.length, size)
    await file.datasync()
    size += bytes.length
    pending += items
  }
  /** One write and one sync for all that came while the one before ran. */
  const flush = async () => {
    const batch = waiting
    waiting = []
    if (batch.length === 0) return
    try {
      await write(batch.map(({ line }) => line).join(''), batch.length)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      log.error('outbox-not-written', { folder, items: batch.length, error })
      for (const { item, resolve, reject } of batch) {
        if (unwritten.length >= UNWRITTEN_MAX) reject(error)
        else {
          unwritten.push(item)
          pending += 1
          resolve()
        }
      }
    }
  }

  for (const orphan of await orphans(folder, path, now())) {
    const text = await readFile(orphan, 'utf8').catch(() => '')
    // The last line may have been cut by the crash; everything that was acknowledged ends in a newline.
    const lines = text.slice(0, text.lastIndexOf('\n') + 1)
    const items = lines.split('\n').length - 1
    if (items > 0) {
      await write(lines, items)
      log.info('outbox-taken-over', { folder, items })
    }
    await unlink(orphan).catch(() => {})
  }

  return {
    get pending() {
      return pending
    },
    append(item) {
      if (closing) return Promise.reject(new Error(`Cannot append to the outbox in ${folder}: it is closed`))
      return new Promise((resolve, reject) => {
        waiting.push({ line: `${JSON.stringify(item)}\n`, item, resolve, reject })
        void inTurn(flush)
      })
    },
    take: (max) => inTurn(async () => {
      if (unwritten.length > 0) {
        const items = unwritten.slice(0, max)
        return {
          items,
          settle: () => inTurn(async () => {
            unwritten = unwritten.slice(items.length)
            pending -= items.length
          }),
        }
      }
      const { items, end } = await readItems<Item>(file, { from: head, to: size, max })
      return {
        items,
        settle: () => inTurn(async () => {
          pending -= items.length
          head = end
          if (head < size) return
          await file.truncate(0)
          head = 0
          size = 0
        }),
      }
    }),
    close() {
      closing ??= inTurn(async () => {
        await flush()
        await file.close()
        if (size === 0) await unlink(path).catch(() => {})
      })
      return closing
    },
  }
}

async function readItems<Item>(file: FileHandle, { from, to, max }: { from: number; to: number; max: number }): Promise<{ items: Item[]; end: number }> {
  for (let bytes = READ_BYTES; ; bytes *= 4) {
    const length = Math.min(bytes, to - from)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from)
    const items: Item[] = []
    let end = 0
    while (items.length < max) {
      const newline = buffer.subarray(0, bytesRead).indexOf(0x0a, end)
      if (newline < 0) break
      items.push(JSON.parse(buffer.toString('utf8', end, newline)) as Item)
      end = newline + 1
    }
    // One item may be longer than a read.
    if (items.length > 0 || bytesRead === 0 || length < bytes) return { items, end: from + end }
  }
}

/** Files of processes that are gone. */
async function orphans(folder: string, own: string, nowMs: number): Promise<string[]> {
  const found: string[] = []
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name)
    const [host, pid] = [/^(.+)\.\d+\.[\w-]+\.ndjson$/.exec(name)?.[1], Number(/\.(\d+)\.[\w-]+\.ndjson$/.exec(name)?.[1])]
    if (host === undefined || path === own) continue
    const here = host === encodeURIComponent(hostname())
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: nowMs }))
    // A container that starts again has the name and the process id of the one before.
    if (here ? pid === process.pid || !isAlive(pid) : nowMs - mtimeMs > ABANDONED_MS) found.push(path)
  }
  return found
}
