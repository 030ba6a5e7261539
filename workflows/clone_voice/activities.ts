import { Buffer } from 'node:buffer'
import { DUB_RATE_HZ } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import { engineKey, soundKey, speakerKey, uploadKey } from '../../functions/voices/keys.ts'
import type { SampleCheck } from '../../functions/voices/record_work.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import { checkSample } from '../../models/cloning/check_sample.ts'
import type { SampleModels } from '../../models/cloning/check_sample.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'
import { decodeUpload } from '../../models/cloning/decode_upload.ts'
import { keepSpeech } from '../../models/cloning/speech_ranges.ts'
import { inSteps } from '../heartbeat.ts'
import type { CloneVoiceInput } from './messages.ts'

export interface CloneVoiceDeps {
  readonly blob: Pick<Blobs, 'read' | 'put'>
  /** Loaded when the first sample comes. */
  readonly sampleModels: () => Promise<SampleModels>
  readonly cloner: Pick<Cloner, 'engine' | 'ready' | 'embed'>
}

export interface SampleInput extends CloneVoiceInput {
  readonly sampleId: string
}

/** What takes an engine or a model. Sound, and what is computed from it, goes by files: Temporal keeps what activities return. */
export function createCloneVoiceActivities({ blob, sampleModels, cloner }: CloneVoiceDeps) {
  return {
    /** Reads the upload, and keeps its sound and whose it is when it is good. Done again, it finds the same. Fails with `not-found` when the file is gone. */
    checkVoiceSample: (sample: SampleInput): Promise<SampleCheck> => inSteps<null, SampleCheck>(async ({ signal }) => {
      const upload = await read(blob, uploadKey(sample))
      const decoded = await decodeUpload(upload, { signal })
      if (!decoded.ok) return { refusal: decoded.refusal, speechMs: 0, levelDbfs: null }
      const { refusal, speechMs, levelDbfs, embedding, ranges } = await checkSample(decoded, await sampleModels(), { signal })
      if (refusal === null && embedding !== null) {
        // Engines hear the first seconds only: pauses would take the place of speech.
        await blob.put(soundKey(sample), bytesOf(keepSpeech(decoded.wide, ranges, { rateHz: DUB_RATE_HZ })), { signal })
        await blob.put(speakerKey(sample), bytesOf(embedding), { signal })
      }
      return { refusal, speechMs, levelDbfs }
    }),

    /** @returns the engine that would answer now, or null */
    findCloningEngine: (): Promise<string | null> => inSteps<null, string | null>(async ({ signal }) => (await cloner.ready({ signal }) ? cloner.engine : null)),

    /** Has the engine listen to the sample, and keeps what it makes of it. */
    learnVoice: (sample: SampleInput): Promise<{ readonly engine: string; readonly bytes: number }> => inSteps<null, { engine: string; bytes: number }>(async ({ signal }) => {
      const sound = await read(blob, soundKey(sample))
      const embedding = await cloner.embed([new Int16Array(Uint8Array.from(sound).buffer)], { signal })
      const { size } = await blob.put(engineKey(sample, cloner.engine), embedding, { signal })
      return { engine: cloner.engine, bytes: size }
    }),
  }
}
export type CloneVoiceActivities = ReturnType<typeof createCloneVoiceActivities>

async function read(blob: CloneVoiceDeps['blob'], key: string): Promise<Uint8Array> {
  const bytes = await blob.read(key)
  if (!bytes) throw new DomainError('not-found', 'Cannot work on the voice: its sample is gone')
  return bytes
}

/** Every platform that Node and Deno run on is little-endian, so the numbers are the bytes. */
function bytesOf({ buffer, byteOffset, byteLength }: Int16Array | Float32Array): Uint8Array {
  return Buffer.from(buffer, byteOffset, byteLength)
}
