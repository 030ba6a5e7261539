/** int16 → float in [-1, 1). */
export function toFloat(samples: Int16Array): Float32Array {
  const floats = new Float32Array(samples.length)
  for (let index = 0; index < samples.length; index++) floats[index] = samples[index]! / 32_768
  return floats
}

/** Float → int16; what is louder than 1 is held there. */
export function toInt16(samples: Float32Array): Int16Array {
  const whole = new Int16Array(samples.length)
  // `from` with a function goes through an iterator, which takes ten times as long.
  for (let index = 0; index < samples.length; index++) whole[index] = Math.max(-32_768, Math.min(32_767, Math.round(samples[index]! * 32_768)))
  return whole
}
