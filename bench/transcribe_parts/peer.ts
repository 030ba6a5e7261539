import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PeerFiles } from './peer_setup.ts'

export interface PeerAnswer {
  readonly text: string
  readonly ms: number
}

export interface Peer {
  readonly versions: Readonly<Record<string, string>>
  /** @param path file of float32 samples */
  transcribe(path: string, options: { beam: number; language: string }): Promise<PeerAnswer>
  close(): Promise<void>
}

/** Starts faster-whisper (int8) in a process of its own, its model loaded. */
export async function startPeer({ python, model }: PeerFiles, { threads }: { threads: number }): Promise<Peer> {
  const script = fileURLToPath(new URL('../peers/faster_whisper_peer.py', import.meta.url))
  const child = spawn(python, [script, model, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const read = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error('faster-whisper ended before it answered')
    return JSON.parse(value) as unknown
  }
  return {
    versions: (await read()) as Record<string, string>,
    async transcribe(path, { beam, language }) {
      child.stdin.write(`${JSON.stringify({ path, beam, language })}\n`)
      return (await read()) as PeerAnswer
    },
    async close() {
      child.stdin.end()
      await ended
    },
  }
}
