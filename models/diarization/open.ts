import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { DomainError } from '../../domain/errors.ts'
import type { Log } from '../../infra/log.ts'
import { startThread } from '../runtime/thread.ts'
import type { Thread } from '../runtime/thread.ts'
import type { ModelStore } from '../store/store.ts'
import { diarize } from './diarize.ts'
import type { Diarizer } from './diarizer.ts'
import type { HeardBlock } from './hear_block.ts'
import type { BlockInput, DiarizerThreadData } from './thread.ts'

const THREADS_MAX = 2
const BUNDLED = { segmentation: 'pyannote-segmentation', voices: 'ge2e-speaker-encoder' } as const
const FULL = { segmentation: 'pyannote-segmentation-3.0', voices: 'wespeaker-voxceleb-resnet34-LM' } as const

export interface OpenDiarizerOptions {
  readonly store: Pick<ModelStore, 'find' | 'fetchable' | 'locate'>
  readonly log: Log
  /** How many processors it may use; at most 2 by default. */
  readonly threads?: number
}

/**
 * Tells speakers apart, in a thread of its own: with pyannote 3.0 and WeSpeaker where they are here or `PARLEY_MODELS=full` lets them be fetched, else with
 * the shipped weights. Vectors of the two are not comparable: `name` says which made them. A thread that died is started again with the next audio.
 * Throws DomainError `model-unavailable` when not even the shipped weights can be loaded.
 */
export async function openDiarizer({ store, log, threads = Math.min(THREADS_MAX, availableParallelism()) }: OpenDiarizerOptions): Promise<Diarizer> {
  const full = await findFull(store, log)
  if (full) {
    try {
      return await openWith(FULL.segmentation, { ...full, threads })
    } catch (error) {
      log.warn('diarizer-full-failed', { error: error instanceof Error ? error.message : String(error) })
    }
  }
  const [segmentation, voices] = await Promise.all([store.locate(BUNDLED.segmentation), store.locate(BUNDLED.voices)])
  return openWith(BUNDLED.segmentation, {
    segmentation: { model: join(segmentation, 'model.onnx'), windowS: 5 }, voices: { kind: 'ge2e', model: join(voices, 'model.onnx') }, threads,
  })
}

async function findFull(store: OpenDiarizerOptions['store'], log: Log): Promise<Omit<DiarizerThreadData, 'threads'> | null> {
  const locate = async (id: (typeof FULL)[keyof typeof FULL]) => (await store.find(id)) ?? (store.fetchable(id) ? await store.locate(id) : null)
  try {
    const [segmentation, voices] = await Promise.all([locate(FULL.segmentation), locate(FULL.voices)])
    if (segmentation === null || voices === null) return null
    return { segmentation: { model: join(segmentation, 'onnx', 'model.onnx'), windowS: 10 }, voices: { kind: 'wespeaker', model: join(voices, 'onnx', 'model.onnx') } }
  } catch (error) {
    log.warn('diarizer-full-failed', { error: error instanceof Error ? error.message : String(error) })
    return null
  }
}

async function openWith(name: string, data: DiarizerThreadData): Promise<Diarizer> {
  const start = () => startThread(new URL('./thread.ts', import.meta.url), data, { name: 'diarizer' })
  let thread: Thread = start()
  let closed = false
  const same = await thread.call<number>('same', null).catch(async (error: unknown) => {
    await thread.close()
    throw error
  })
  return {
    name,
    diarize(pcm, options) {
      if (closed) return Promise.reject(new DomainError('model-unavailable', 'Cannot tell speakers apart: it is closed'))
      if (!thread.alive) thread = start()
      const hear = (part: Float32Array, { signal, ...input }: Omit<BlockInput, 'pcm'> & { signal?: AbortSignal }) =>
        thread.call<HeardBlock>('hear', { pcm: part, ...input } satisfies BlockInput, { ...(signal ? { signal } : {}), transfer: [part.buffer as ArrayBuffer] })
      return diarize(pcm, { hear, same }, options)
    },
    async close() {
      closed = true
      await thread.close()
    },
  }
}
