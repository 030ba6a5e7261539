declare module '@echogarden/espeak-ng-emscripten' {
  export interface EspeakWorker {
    readonly samplerate: number
    /** 0 when there is such a voice. */
    set_voice(name: string): number
    /** Words a minute; 175 is usual. */
    set_rate(wordsPerMinute: number): number
    /** 0 to 100; 50 is usual. */
    set_pitch(pitch: number): number
    set_range(range: number): number
    /** Address of a text that ends in 0: IPA with `_` between phonemes and ` | ` between clauses. */
    convert_to_phonemes(text: string, ipa: boolean): { readonly ptr: number }
    /** Calls back with sound as it is made, from within this call; true ends it. */
    synthesize(text: string, onSound: (samples: Int16Array) => boolean): void
    list_voices(): { readonly identifier: string; readonly languages: readonly { readonly name: string }[] }[]
  }
  export interface EspeakModule {
    readonly eSpeakNGWorker: new () => EspeakWorker
    readonly HEAPU8: Uint8Array
  }
  export default function open(): Promise<EspeakModule>
}
