/** The WebAssembly build of `@evan/opus`, which has no types of its own: fewer methods than the native one. */
declare module '@evan/opus/wasm/index.mjs' {
  export class Encoder {
    constructor(options: { channels: 1 | 2; sample_rate: 8000 | 12000 | 16000 | 24000 | 48000; application: 'voip' | 'audio' | 'restricted_lowdelay' })
    /** Sets with a value, asks without. */
    ctl(request: number, value?: number): number
    /** One frame, PCM int16 → one packet. */
    encode(frame: Int16Array): Uint8Array
    drop(): void
  }
}
