import { readFile } from 'node:fs/promises'

/** Files of one direction, as Firefox Translations ships them. */
export interface MarianFiles {
  readonly model: Uint8Array
  /** Words that each word may become; null: all of them, slower. */
  readonly shortlist: Uint8Array | null
  /** One for both sides, or the source's and the target's. */
  readonly vocabularies: readonly [Uint8Array] | readonly [Uint8Array, Uint8Array]
  /** How the weights were quantised. */
  readonly precision: 'int8shiftAlphaAll' | 'int8shiftAll'
}

/** A loaded direction. */
export interface MarianModel {
  delete(): void
}

/** Bergamot's Marian in WebAssembly: loads directions and translates with one, or with two by way of a pivot. */
export interface Marian {
  load(files: MarianFiles): MarianModel
  /** Blocks the thread while it works. Splits sentences itself and keeps the white space between them. */
  translate(models: readonly [MarianModel] | readonly [MarianModel, MarianModel], texts: readonly string[]): string[]
}

interface Deletable {
  delete(): void
}
interface AlignedMemory extends Deletable {
  getByteArrayView(): Int8Array
}
interface Vector<T> extends Deletable {
  push_back(value: T): void
}
interface Responses extends Deletable {
  get(index: number): Deletable & { getTranslatedText(): string }
}
interface ResponseOptions {
  readonly alignment: boolean
  readonly html: boolean
  readonly qualityScores: boolean
}
interface BlockingService extends Deletable {
  translate(model: MarianModel, texts: Vector<string>, options: Vector<ResponseOptions>): Responses
  translateViaPivoting(first: MarianModel, second: MarianModel, texts: Vector<string>, options: Vector<ResponseOptions>): Responses
}
/** What the package's Emscripten glue puts on the object that it is given. */
interface BergamotModule {
  asm: Record<string, (...values: unknown[]) => unknown>
  AlignedMemory: new (bytes: number, alignment: number) => AlignedMemory
  AlignedMemoryList: new () => Vector<AlignedMemory>
  VectorString: new () => Vector<string>
  VectorResponseOptions: new () => Vector<ResponseOptions>
  TranslationModel: new (config: string, model: AlignedMemory, shortlist: AlignedMemory, vocabularies: Vector<AlignedMemory>, quality: null) => MarianModel
  BlockingService: new (options: { cacheSize: number }) => BlockingService
}

/** The WebAssembly build imports its matrix kernels under these names and exports them under those. */
const KERNELS = {
  int8_prepare_a: 'int8PrepareAFallback',
  int8_prepare_b: 'int8PrepareBFallback',
  int8_prepare_b_from_transposed: 'int8PrepareBFromTransposedFallback',
  int8_prepare_b_from_quantized_transposed: 'int8PrepareBFromQuantizedTransposedFallback',
  int8_prepare_bias: 'int8PrepareBiasFallback',
  int8_multiply_and_add_bias: 'int8MultiplyAndAddBiasFallback',
  int8_select_columns_of_b: 'int8SelectColumnsOfBFallback',
} as const

/** As in the package's own worker: what Mozilla ran the students with. The workspace is MB. */
const OPTIONS = `beam-size: 1
normalize: 1.0
word-penalty: 0
cpu-threads: 0
skip-cost: true
alignment: soft
quiet: true
quiet-translation: true
max-length-break: 128
mini-batch-words: 1024
workspace: 128
max-length-factor: 2.0
`

/**
 * Loads Bergamot (Firefox Translations; `@browsermt/bergamot-translator` 0.4.9). The package's own worker is CommonJS
 * inside an ES module package and does not start under Node, so its two files are loaded here instead.
 */
export async function loadMarian(): Promise<Marian> {
  const module = await instantiate()
  const service = new module.BlockingService({ cacheSize: 0 })

  const align = (bytes: Uint8Array, alignment: number) => {
    const memory = new module.AlignedMemory(bytes.byteLength, alignment)
    memory.getByteArrayView().set(bytes)
    return memory
  }

  return {
    load({ model, shortlist, vocabularies, precision }) {
      const list = new module.AlignedMemoryList()
      for (const vocabulary of vocabularies) list.push_back(align(vocabulary, 64))
      const options = `${OPTIONS}gemm-precision: ${precision}\n`
      return new module.TranslationModel(options, align(model, 256), align(shortlist ?? new Uint8Array(), 64), list, null)
    },
    translate(models, texts) {
      const input = new module.VectorString()
      const options = new module.VectorResponseOptions()
      for (const text of texts) {
        input.push_back(text)
        options.push_back({ alignment: false, html: false, qualityScores: false })
      }
      const [first, second] = models
      const responses = second ? service.translateViaPivoting(first, second, input, options) : service.translate(first, input, options)
      const translated = texts.map((_, index) => responses.get(index).getTranslatedText())
      for (const used of [responses, options, input]) used.delete()
      return translated
    },
  }
}

async function instantiate(): Promise<BergamotModule> {
  const gluePath = new URL('../../../node_modules/@browsermt/bergamot-translator/worker/bergamot-translator-worker.js', import.meta.url)
  const [glue, wasm] = await Promise.all([readFile(gluePath, 'utf8'), readFile(new URL('./bergamot-translator-worker.wasm', gluePath))])
  const compiled = await WebAssembly.compile(wasm)
  return new Promise((accept, reject) => {
    const module = {
      instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
        const kernels = Object.fromEntries(Object.entries(KERNELS).map(([name, own]) => [name, (...values: unknown[]) => bergamot.asm[own]!(...values)]))
        WebAssembly.instantiate(compiled, { ...imports, wasm_gemm: kernels }).then(receive, reject)
        return {}
      },
      onRuntimeInitialized: () => accept(bergamot),
      onAbort: (reason: unknown) => reject(new Error(`Bergamot aborted: ${String(reason)}`)),
    }
    const bergamot = module as unknown as BergamotModule
    // The glue is a classic script that looks for these globals; inside a function it finds the arguments instead.
    new Function('Module', 'importScripts', 'window', glue)(module, undefined, undefined)
  })
}
