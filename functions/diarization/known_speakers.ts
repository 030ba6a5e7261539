import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { KnownSpeaker } from '../../models/diarization/diarizer.ts'

const schema = z.object({ engine: z.string(), speakers: z.array(z.object({ id: z.string(), seconds: z.number(), embedding: z.string() })) })

/** How people sound to an engine. */
export interface Known {
  readonly engine: string
  readonly speakers: readonly KnownSpeaker[]
}

/** The same bytes on every machine: float32, little-endian, base64. */
export function writeKnown({ engine, speakers }: Known): string {
  return JSON.stringify({
    engine,
    speakers: speakers.map(({ id, seconds, embedding: { buffer, byteOffset, byteLength } }) => ({ id, seconds, embedding: Buffer.from(buffer, byteOffset, byteLength).toString('base64') })),
  })
}

/** Throws what JSON and the schema say about a broken file. */
export function readKnown(text: string): Known {
  const { engine, speakers } = schema.parse(JSON.parse(text))
  return {
    engine,
    speakers: speakers.map(({ id, seconds, embedding }) => ({ id, seconds, embedding: new Float32Array(Uint8Array.from(Buffer.from(embedding, 'base64')).buffer) })),
  }
}
