import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withNoise } from './noise.ts'
import { readProduct } from './product.ts'
import { termErrors } from './term_errors.ts'

test('each of the product’s terms is said, and stands in its document', async () => {
  for (const [name, occur] of [['pump', 79], ['clinic', 81]] as const) {
    const { terms, document, sentences } = await readProduct(name)
    const [said, written] = [sentences.flatMap((one) => one.terms), document.join(' ')]
    assert.deepEqual([terms.length, sentences.length, said.length], [40, 60, occur])
    for (const { term } of terms) assert.ok(said.includes(term) && written.includes(term), term)
    for (const { en, terms: own } of sentences) assert.equal(termErrors([{ text: en, terms: own }]).missing, 0)
  }
})

test('a term that is missing counts, one with an ending does not', () => {
  assert.deepEqual(termErrors([{ text: 'Two spool valves.', terms: ['spool valve', 'Halvex'] }]), { terms: 2, missing: 1, which: ['Halvex'] })
})

test('noise has the power that is asked for', () => {
  const tone = Float32Array.from({ length: 16_000 }, (_, n) => 0.1 * Math.sin(n / 5))
  const power = (pcm: Float32Array) => pcm.reduce((sum, sample) => sum + sample * sample, 0) / pcm.length
  const noise = withNoise(tone, 10).map((sample, at) => sample - tone[at]!)
  assert.ok(Math.abs(10 * Math.log10(power(tone) / power(noise)) - 10) < 0.3)
})
