import type { Language } from '../domain/language.ts'
import { languageCodes } from '../domain/language.ts'
import type { ModelEntry, ModelFile } from './registry.ts'
import { FLORES } from './translation/nllb/flores.ts'

/** The hub says sizes and sums when a file is fetched. */
const files = (...paths: readonly string[]): readonly ModelFile[] => paths.map((path) => ({ path, bytes: null, sha256: null }))

const TOKENIZER = ['config.json', 'tokenizer.json', 'tokenizer_config.json'] as const
const WHISPER = [
  ...TOKENIZER, 'generation_config.json', 'preprocessor_config.json', 'onnx/encoder_model_quantized.onnx', 'onnx/decoder_model_merged_quantized.onnx',
] as const
const NLLB = [...TOKENIZER, 'generation_config.json', 'onnx/encoder_model_quantized.onnx', 'onnx/decoder_model_merged_quantized.onnx'] as const

/** One language of Pocket TTS. French is there with four times as many layers only. */
const pocket = (bundle: string) => files(...[
  'bundle.json', 'bos_before_voice.npy', 'tokenizer.model', 'text_conditioner.onnx', 'mimi_encoder.onnx', 'flow_lm_main_int8.onnx', 'flow_lm_flow_int8.onnx',
  'mimi_decoder_int8.onnx',
].map((name) => `onnx/${bundle}/${name}`))
const POCKET = {
  kind: 'text-to-speech', about: 'speaks in a given voice', loader: 'onnxruntime', licence: 'CC-BY-4.0', origin: 'KevinAHM/pocket-tts-onnx', bundled: false,
} as const

/** A voice of Piper's collection, of medium quality, which is what keeps up with meetings. */
const piperVoice = (about: string, language: Language, { name, licence }: { name: string; licence: string }) => {
  const path = `${language}/${name}/medium/${name.replace('/', '-')}-medium.onnx`
  return {
    kind: 'text-to-speech', about, languages: [language], loader: 'onnxruntime', licence, origin: 'rhasspy/piper-voices', bundled: false,
    downloadBytes: 63_200_000, files: files(path, `${path}.json`),
  } as const satisfies ModelEntry
}

/**
 * What the hub has. Repositories, names of files and sizes are those that public code gives which uses them; they were out of reach where
 * this was written. Sizes are for people who decide: what arrives is checked against what the hub says of it.
 */
export const HUB_MODELS = {
  'whisper-small': {
    kind: 'speech-to-text', about: 'what is said, in text; more exact than whisper-base, three times its size', languages: languageCodes,
    loader: 'transformers', licence: 'MIT', origin: 'onnx-community/whisper-small', bundled: false, downloadBytes: 251_847_000,
    files: files(...WHISPER),
  },
  'phowhisper-small': {
    kind: 'speech-to-text', about: 'what is said in Vietnamese, in text; tuned on all its dialects', languages: ['vi'],
    loader: 'transformers', licence: 'BSD-3-Clause', origin: 'huuquyet/PhoWhisper-small', bundled: false, downloadBytes: 252_000_000,
    // Tuned without timestamps: it writes none (VinAIResearch/PhoWhisper, issue 9).
    whisper: { timestamps: false }, files: files(...WHISPER),
  },
  'nllb-200-distilled-600M': {
    kind: 'translation', about: 'translates between all of its languages', languages: Object.keys(FLORES) as Language[],
    loader: 'transformers', licence: 'CC-BY-NC-4.0', origin: 'Xenova/nllb-200-distilled-600M', bundled: false, downloadBytes: 911_960_000,
    files: files(...NLLB),
  },
  'paraphrase-multilingual-MiniLM-L12-v2': {
    kind: 'embeddings', about: 'the meaning of sentences as vectors, across languages',
    languages: [
      'ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'gl', 'gu', 'he', 'hi', 'hr', 'hu', 'hy', 'id', 'it', 'ja', 'ka',
      'ko', 'lt', 'lv', 'mk', 'mn', 'mr', 'ms', 'my', 'no', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sv', 'th', 'tr', 'uk', 'ur', 'vi', 'zh',
    ],
    loader: 'transformers', licence: 'Apache-2.0', origin: 'Xenova/paraphrase-multilingual-MiniLM-L12-v2', bundled: false, downloadBytes: 135_392_000,
    files: files(...TOKENIZER, 'onnx/model_quantized.onnx'),
  },
  'pyannote-segmentation-3.0': {
    kind: 'diarization', about: 'who speaks when, up to three people in ten seconds', languages: 'any',
    loader: 'onnxruntime', licence: 'MIT', origin: 'onnx-community/pyannote-segmentation-3.0', bundled: false, downloadBytes: 5_990_000,
    files: files('config.json', 'preprocessor_config.json', 'onnx/model.onnx'),
  },
  'wespeaker-voxceleb-resnet34-LM': {
    kind: 'speaker-embeddings', about: 'a voice as a vector', languages: 'any',
    loader: 'onnxruntime', licence: 'CC-BY-4.0', origin: 'onnx-community/wespeaker-voxceleb-resnet34-LM', bundled: false, downloadBytes: 26_536_000,
    files: files('config.json', 'preprocessor_config.json', 'onnx/model.onnx'),
  },
  'piper-vi_VN-vais1000-medium': piperVoice('a Vietnamese voice', 'vi', { name: 'vi_VN/vais1000', licence: 'CC-BY-4.0' }),
  // The collection is MIT; what the recordings allow says the voice's card beside it.
  'piper-pt_BR-faber-medium': piperVoice('a Brazilian voice', 'pt', { name: 'pt_BR/faber', licence: 'MIT' }),
  'piper-es_ES-davefx-medium': piperVoice('a Spanish voice', 'es', { name: 'es_ES/davefx', licence: 'MIT' }),
  'piper-fr_FR-siwis-medium': piperVoice('a French voice', 'fr', { name: 'fr_FR/siwis', licence: 'CC-BY-4.0' }),
  'piper-de_DE-thorsten-medium': piperVoice('a German voice', 'de', { name: 'de_DE/thorsten', licence: 'CC0-1.0' }),
  'pocket-tts-en': { ...POCKET, languages: ['en'], downloadBytes: 125_000_000, files: pocket('english_2026-04') },
  'pocket-tts-pt': { ...POCKET, languages: ['pt'], downloadBytes: 125_000_000, files: pocket('portuguese') },
  'pocket-tts-es': { ...POCKET, languages: ['es'], downloadBytes: 125_000_000, files: pocket('spanish') },
  'pocket-tts-de': { ...POCKET, languages: ['de'], downloadBytes: 125_000_000, files: pocket('german') },
  'pocket-tts-it': { ...POCKET, languages: ['it'], downloadBytes: 125_000_000, files: pocket('italian') },
  // 18 layers more, 12.6 million weights each, in int8.
  'pocket-tts-fr': { ...POCKET, languages: ['fr'], downloadBytes: 351_000_000, files: pocket('french_24l') },
} as const satisfies Record<string, ModelEntry>
