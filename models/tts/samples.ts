/** int16 → float in [-1, 1). */
export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (value) => value / 32_768)
}

/** Float → int16; what is louder than 1 is held there. */
export function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (value) => Math.max(-32_768, Math.min(32_767, Math.round(value * 32_768))))
}
