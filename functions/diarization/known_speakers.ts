import { Buffer } from 'node:buffer'
import { z } from 'zod'
import type { KnownSpeaker } from '../../models/diarization/diarizer.ts'

const schema = z.array(z.object({ id: z.string(), seconds: z.number(), embedding: z.string() }))

/** The same samples on every machine: float32, little-endian, base64. */
export function writeKnown(speakers: readonly KnownSpeaker[]): string {
  return JSON.stringify(speakers.map(({ id, seconds, embedding: { buffer, byteOffset, byteLength } }) => ({
    id, seconds, embedding: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  })))
}

/** Throws what JSON and the schema say about a broken file. */
export function readKnown(text: string): KnownSpeaker[] {
  return schema.parse(JSON.parse(text)).map(({ id, seconds, embedding }) => ({
    id, seconds, embedding: new Float32Array(Uint8Array.from(Buffer.from(embedding, 'base64')).buffer),
  }))
}
