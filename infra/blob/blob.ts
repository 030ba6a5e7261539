import { DomainError } from '../../domain/errors.ts'

/** Files that belong to rows: recordings, documents, voices. A key is made of ids, such as `meetings/7d…/speech/12.opus`, never of a name that someone gave. */
export interface Blobs {
  /**
   * Stores all of the content or, when its stream fails, nothing; readers see what was there before or all of the new. Stored means kept
   * across a crash of the process.
   * Throws DomainError `too-large` beyond `maxBytes`, `unavailable` when the store cannot take it.
   */
  put(key: string, content: BlobContent, options?: PutOptions): Promise<{ readonly size: number }>
  /** @returns null when there is none; otherwise the stream must be read or cancelled */
  get(key: string): Promise<{ readonly size: number; readonly stream: ReadableStream<Uint8Array> } | null>
  /** @returns null when there is none */
  read(key: string): Promise<Uint8Array | null>
  /** @returns whether there was one */
  delete(key: string): Promise<boolean>
  /** Deletes all below a prefix such as `meetings/7d…/`. @returns how many there were */
  deletePrefix(prefix: string): Promise<number>
  /** Everything below a prefix, or all with an empty one, in no order. */
  list(prefix: string): AsyncIterable<BlobEntry>
  /** Whether the store takes and gives now. */
  ready(): Promise<boolean>
}

export type BlobContent = Uint8Array | ReadableStream<Uint8Array>

export interface BlobEntry {
  readonly key: string
  /** Bytes. */
  readonly size: number
}

export interface PutOptions {
  readonly maxBytes?: number
  /** Aborted, nothing is stored. */
  readonly signal?: AbortSignal
}

const SEGMENT = /^[a-z0-9][a-z0-9._-]{0,127}$/
const LONGEST_KEY = 512

/** Throws DomainError `invalid-input` for a key that is not made of small letters, digits and `._-` between slashes. */
export function requireKey(key: string): string {
  if (key.length > LONGEST_KEY || !key.split('/').every((segment) => SEGMENT.test(segment))) {
    throw new DomainError('invalid-input', `Cannot use ${JSON.stringify(key.slice(0, LONGEST_KEY))} as the key of a file: it is not made of ids`)
  }
  return key
}

/** Throws DomainError `invalid-input` for a prefix that is not a key with a slash at its end, so that `a/1` never means `a/10` as well. */
export function requirePrefix(prefix: string): string {
  if (!prefix.endsWith('/')) throw new DomainError('invalid-input', `Cannot use ${JSON.stringify(prefix.slice(0, LONGEST_KEY))} as a prefix: it does not end with a slash`)
  requireKey(prefix.slice(0, -1))
  return prefix
}

/** The content in pieces; throws as `put` says. */
export async function* readContent(content: BlobContent, { maxBytes = Infinity, signal }: PutOptions): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    signal?.throwIfAborted()
    size += piece.byteLength
    if (size > maxBytes) throw new DomainError('too-large', `Cannot store the file: it is larger than ${maxBytes} bytes`)
    yield piece
  }
  signal?.throwIfAborted()
}
