import type { ServerResponse } from 'node:http'
import type { Fault, Sending } from './hub_stand_in.ts'

interface FaultOptions {
  /** Files below this size are spared. */
  readonly fromBytes?: number
  /** How many answers are spoilt. */
  readonly times?: number
}

/** For tests: the connection is cut after so many bytes of what was asked for. */
export function cutAfter(bytes: number, options: FaultOptions = {}): Fault {
  return some(options, ({ response, bytes: whole, start }) => {
    head(response, whole, start)
    response.write(whole.subarray(start, start + bytes), () => response.destroy())
  })
}

/** For tests: bytes that are not the file's. */
export function wrongBytes(options: FaultOptions = {}): Fault {
  return some(options, ({ response, bytes, start }) => {
    head(response, bytes, start)
    response.end(bytes.subarray(start).map((byte) => byte ^ 1))
  })
}

/** For tests: some bytes, then nothing more, with the connection open. */
export function stallAfter(bytes: number, options: FaultOptions = {}): Fault {
  return some(options, ({ response, bytes: whole, start }) => {
    head(response, whole, start)
    response.write(whole.subarray(start, start + bytes))
  })
}

/** For tests: the hub refuses so many requests, such as with 429 or 500. */
export function refuseWith(status: number, { times = Number.POSITIVE_INFINITY, headers = {} }: { times?: number; headers?: Record<string, string> } = {}) {
  let left = times
  return (response: ServerResponse): boolean => {
    if (left-- <= 0) return false
    response.writeHead(status, headers).end()
    return true
  }
}

function some({ fromBytes = 1_000, times = 1 }: FaultOptions, act: (sending: Sending) => void): Fault {
  let left = times
  return (sending) => {
    if (sending.bytes.length < fromBytes || left <= 0) return false
    left--
    act(sending)
    return true
  }
}

function head(response: ServerResponse, whole: Uint8Array, start: number): void {
  if (start > 0) response.setHeader('content-range', `bytes ${start}-${whole.length - 1}/${whole.length}`)
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': whole.length - start })
}
