import samplerate from '@alexanderolsen/libsamplerate-js'

/** Another rate for a whole clip: libsamplerate's sinc converter of medium quality (121 dB, 90 % of the band). Mono. */
export async function resample(pcm: Float32Array, from: number, to: number): Promise<Float32Array> {
  if (from === to) return pcm
  const { create, ConverterType } = samplerate
  const converter = await create(1, from, to, { converterType: ConverterType.SRC_SINC_MEDIUM_QUALITY })
  try {
    return Float32Array.from(converter.simple(pcm))
  } finally {
    converter.destroy()
  }
}
