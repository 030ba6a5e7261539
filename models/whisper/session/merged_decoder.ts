import { InferenceSession, Tensor } from 'onnxruntime-node'
import { readRow } from '../decode/row.ts'
import { cacheShape, emptyCache, idsTensor, lastSize, shortened } from './cache.ts'
import type { Decoder, DecoderOptions } from './decoder.ts'
import { sessionOptions } from './encoder.ts'

type Feeds = Record<string, Tensor>

/** Opens Whisper's merged decoder as it is. */
export async function openMergedDecoder(source: string, { threads, vocabulary }: Pick<DecoderOptions, 'threads' | 'vocabulary'>): Promise<Decoder> {
  const session = await InferenceSession.create(source, sessionOptions(threads))
  const past = session.inputNames.filter((name) => name.startsWith('past_key_values.'))
  const { heads, width } = cacheShape(session, 'past_key_values.0.decoder.key')
  const size = lastSize(session, 'logits')
  const present = new Map(past.map((name) => [name, name.replace('past_key_values', 'present')]))
  // The cross-attention's keys and values never change after the first step: fetched once.
  const growing = past.filter((name) => name.includes('.decoder.'))
  const later = ['logits', ...growing.map((name) => present.get(name)!)]
  const [first, cached] = [new Tensor('bool', Uint8Array.of(0), [1]), new Tensor('bool', Uint8Array.of(1), [1])]

  return {
    vocabularySize: size,
    weighs: false,
    async begin(encoded) {
      const feeds: Feeds = { encoder_hidden_states: encoded, use_cache_branch: first }
      for (const name of past) feeds[name] = emptyCache(heads, width)
      let started = false
      return {
        async append(tokens, asked) {
          feeds['input_ids'] = idsTensor(tokens, [1, tokens.length])
          const outputs = await (started ? session.run(feeds, later) : session.run(feeds))
          for (const name of started ? growing : past) feeds[name] = outputs[present.get(name)!]!
          feeds['use_cache_branch'] = cached
          started = true
          const logits = outputs['logits']!.data as Float32Array
          return asked.map((index) => readRow(logits, { at: index * size, size }, vocabulary))
        },
        drop(count) {
          if (count > 0) for (const name of growing) feeds[name] = shortened(feeds[name]!, count)
        },
        end() {},
      }
    },
    close: () => session.release(),
  }
}
