import { languageCodes } from '../domain/language.ts'
import type { ModelEntry } from './registry.ts'

/** What ships with Parley. Sizes and sums are those of models/bundled/SHA256SUMS; a test holds them together. */
export const BUNDLED_MODELS = {
  'whisper-base': {
    kind: 'speech-to-text', loader: 'transformers', licence: 'MIT', origin: null, bundled: true,
    about: 'what is said, in text', languages: languageCodes,
    files: [
      { path: 'config.json', bytes: 1187, sha256: '81336f7ed33a7d9de900ef17b45fffde02eba1dd0844352924514dfc1493067c' },
      { path: 'generation_config.json', bytes: 3802, sha256: 'a24ccb25a8638fb23d3acfa0b234982497dd30bb3c577d145619525629f38e97' },
      { path: 'onnx/decoder_model_merged_quantized.onnx', bytes: 53240648, sha256: '88c9579ab6e9cde5a5e7c7173ed670822638ce87ed3450346ef468fd11eafaf8' },
      { path: 'onnx/encoder_model_quantized.onnx', bytes: 26009804, sha256: 'ca0469f71dfdf80585c1f6413765dbd48681ec30293e144e00dcc7f29595d0ba' },
      { path: 'preprocessor_config.json', bytes: 356, sha256: '994838f1fa6462c8b9b3c90edada831f11f3dd8b4664634e18f4694d005c9dbf' },
      { path: 'tokenizer.json', bytes: 3653266, sha256: '72cb9448d45e788b7c698bfe61cdbb7af7abfd65dbdfbff554feaf3db1db31c7' },
      { path: 'tokenizer_config.json', bytes: 18871, sha256: '1943d72c0516afc74eb304bd9adeacbe8b63502ae07547a3347bb57e82dd500a' },
    ],
  },
  'bergamot-en-pt': {
    kind: 'translation', loader: 'bergamot', licence: 'MPL-2.0', origin: null, bundled: true, pair: { from: 'en', to: 'pt' },
    about: 'English → Portuguese', languages: ['en', 'pt'],
    files: [
      { path: 'lex.bin', bytes: 4472528, sha256: '1e96599123d275afa37353dfe84677a4070f013494fbdc9c52a28445cc9bc38d' },
      { path: 'model.bin', bytes: 17140836, sha256: 'd968735704c75e33c2e183b9241f14c0b2a560d01d88a2728e5c0119a4d7fb22' },
      { path: 'vocab.spm', bytes: 812781, sha256: '633a3d782c79f7d5e4b94ab96848f47c2fdf8ba82dd99efd1742b8a696bbd0cc' },
    ],
  },
  'bergamot-pt-en': {
    kind: 'translation', loader: 'bergamot', licence: 'MPL-2.0', origin: null, bundled: true, pair: { from: 'pt', to: 'en' },
    about: 'Portuguese → English', languages: ['pt', 'en'],
    files: [
      { path: 'lex.bin', bytes: 5001420, sha256: '212ed0ae44a6f920cd6d17ca02f0a523ba6c4b0ef5078ae310c20bc4c51484c5' },
      { path: 'model.bin', bytes: 17140836, sha256: '6c3b7af01772022a19712410c63342ba581468c2f1aac34d7488409c4043e697' },
      { path: 'vocab.spm', bytes: 812889, sha256: '8389979e3c965688b07aeb712a7e44406e5dcdb2b84087229d26fcc71448c4ed' },
    ],
  },
  'piper-en_US-joe-medium': {
    kind: 'text-to-speech', loader: 'onnxruntime', licence: 'CC0-1.0', origin: null, bundled: true,
    about: 'an English voice', languages: ['en'],
    files: [
      { path: 'model.onnx', bytes: 32051904, sha256: 'bbfed2e6252a98bab49b86da95a9fb8d852947fe0fe4f51f1aebc1645cd7a7ff' },
      { path: 'model.onnx.json', bytes: 4794, sha256: '3d6d5410b3795cb1950595247ef8f06190719e6fdbfa3a2356d8ec368e1aad33' },
    ],
  },
  'all-MiniLM-L6-v2': {
    kind: 'embeddings', loader: 'transformers', licence: 'Apache-2.0', origin: null, bundled: true,
    about: 'the meaning of sentences as vectors', languages: ['en'],
    files: [
      { path: 'config.json', bytes: 611, sha256: '4599e8a5d74ed192b70919aa02124c2d68580070b22e89db956c0353618bccd9' },
      { path: 'onnx/model_quantized.onnx', bytes: 22947555, sha256: 'f5711d6034ea91710cbf63e2b65d5f1932df998a1d090ca90c9a54262821c81a' },
      { path: 'special_tokens_map.json', bytes: 695, sha256: '5d5b662e421ea9fac075174bb0688ee0d9431699900b90662acd44b2a350503a' },
      { path: 'tokenizer.json', bytes: 711661, sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0' },
      { path: 'tokenizer_config.json', bytes: 1464, sha256: 'ccb4eb21a03e1442ee5c3f85431b9c307960a04579942537d74778dc8080a48c' },
    ],
  },
  'pyannote-segmentation': {
    kind: 'diarization', loader: 'onnxruntime', licence: 'MIT', origin: null, bundled: true,
    about: 'who speaks when, up to three people', languages: 'any',
    files: [
      { path: 'model.onnx', bytes: 5982443, sha256: 'fb56de33e8276521a81ed85b37363ad453c3f45650119ad714cfa67230b81d40' },
    ],
  },
  'ge2e-speaker-encoder': {
    kind: 'speaker-embeddings', loader: 'onnxruntime', licence: 'Apache-2.0', origin: null, bundled: true,
    about: 'a voice as a vector', languages: 'any',
    files: [
      { path: 'model.onnx', bytes: 5700083, sha256: 'e7235b320b90ba39e0031b95add4903738a6dd5d89dcc1730c9d0b3fa8e65e66' },
    ],
  },
  'silero-vad': {
    kind: 'voice-activity', loader: 'onnxruntime', licence: 'MIT', origin: null, bundled: true,
    about: 'whether somebody speaks', languages: 'any',
    files: [
      { path: 'model.onnx', bytes: 2327524, sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3' },
    ],
  },
} as const satisfies Record<string, ModelEntry>
