import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import { makeUpload } from '../../tests/make_upload.ts'
import { readWav } from '../../tests/read_wav.ts'
import { decodeClip } from './decode/clip.ts'
import { decodeUpload } from './decode_upload.ts'

const FIXTURES = new URL('../../tests/fixtures/', import.meta.url)
const SPEECH = new URL('librispeech/1998-15444-0008.wav', FIXTURES)
const MAX_MS = 10_000

/** As phones, browsers, recorders and editors write them. */
const UPLOADS: Record<string, readonly string[]> = {
  'wav, 24 bits, stereo': ['-ar', '44100', '-ac', '2', '-c:a', 'pcm_s24le', '-f', 'wav'],
  'wav, telephone': ['-ar', '8000', '-c:a', 'pcm_mulaw', '-f', 'wav'],
  mp3: ['-ar', '44100', '-ac', '2', '-b:a', '96k', '-metadata', 'title=Me', '-f', 'mp3'],
  'm4a of a stream': ['-ar', '48000', '-c:a', 'aac', '-b:a', '64k', '-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4'],
  aac: ['-ar', '44100', '-ac', '2', '-c:a', 'aac', '-f', 'adts'],
  'ogg, Vorbis': ['-ar', '44100', '-c:a', 'libvorbis', '-f', 'ogg'],
  'ogg, Opus': ['-c:a', 'libopus', '-b:a', '32k', '-f', 'ogg'],
  'webm of a stream': ['-c:a', 'libopus', '-b:a', '32k', '-live', '1', '-f', 'webm'],
  flac: ['-ar', '48000', '-f', 'flac'],
}

/** How alike two clips are where they fit best, within a third of a second or so: 1 is the same. */
function likeness(a: Float32Array, b: Float32Array): number {
  let best = 0
  for (let shift = -4_800; shift <= 6_400; shift++) {
    let [ab, aa, bb] = [0, 0, 0]
    for (let i = Math.max(0, -shift); i < Math.min(a.length, b.length - shift); i += 31) {
      ab += a[i]! * b[i + shift]!
      aa += a[i]! ** 2
      bb += b[i + shift]! ** 2
    }
    best = Math.max(best, ab / Math.sqrt(aa * bb))
  }
  return best
}

for (const [name, args] of Object.entries(UPLOADS)) {
  test(`reads ${name}`, async () => {
    const said = await readWav(SPEECH)
    const { speech, wide, durationMs, clippedShare } = await decodeClip({ bytes: await makeUpload(fileURLToPath(SPEECH), args), maxMs: MAX_MS })
    assert.ok(Math.abs(durationMs - said.length / 16) < 100, `${durationMs} ms`)
    assert.ok(likeness(said, speech) > 0.97, `likeness ${likeness(said, speech)}`)
    assert.ok(Math.abs(wide.length / 24 - speech.length / 16) < 5)
    assert.equal(clippedShare, 0)
  })
}

for (const name of ['chromium.webm', 'chromium.mp4']) {
  test(`reads what a browser records: ${name}, without a length in its header`, async () => {
    const { speech, durationMs } = await decodeClip({ bytes: Uint8Array.from(await readFile(new URL(`uploads/${name}`, FIXTURES))), maxMs: MAX_MS })
    assert.ok(durationMs > 3_000 && durationMs < 3_300, `${durationMs} ms`)
    assert.ok(likeness(await readWav(SPEECH), speech) > 0.9)
  })
}

test('says how much of it is cut off', async () => {
  const { clippedShare } = await decodeClip({ bytes: await makeUpload(fileURLToPath(SPEECH), ['-af', 'volume=30dB', '-f', 'wav']), maxMs: MAX_MS })
  assert.ok(clippedShare > 0.1, String(clippedShare))
})

test('an upload is decoded in a thread of its own, by its content', async () => {
  const answer = await decodeUpload(await makeUpload(fileURLToPath(SPEECH), UPLOADS.mp3!))
  assert.ok(answer.ok)
  assert.equal(answer.format, 'mp3')
  assert.ok(answer.speech instanceof Float32Array && answer.wide instanceof Int16Array)
})

test('what is no audio, broken, too big or too long is refused with its reason', async () => {
  const mp4 = await makeUpload(fileURLToPath(SPEECH), UPLOADS['m4a of a stream']!)
  const noise = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7_919) & 0xff)
  const refused = async (bytes: Uint8Array) => {
    const answer = await decodeUpload(bytes)
    assert.ok(!answer.ok)
    return answer.refusal
  }
  assert.equal(await refused(new Uint8Array()), 'not-audio')
  assert.equal(await refused(noise), 'not-audio')
  assert.equal(await refused(new TextEncoder().encode('<html><script>alert(1)</script></html>')), 'not-audio')
  // A container that promises an MP4, and one that breaks off in its header.
  assert.equal(await refused(Uint8Array.from([...mp4.subarray(0, 40), ...noise])), 'not-audio')
  assert.equal(await refused(mp4.subarray(0, 300)), 'not-audio')
  assert.equal(await refused(new Uint8Array(SAMPLE_MAX_BYTES + 1)), 'too-big')
})

test('silence of hours in a small file is given up after two minutes of it', async () => {
  const hours = await makeUpload(fileURLToPath(SPEECH), ['-af', 'apad=pad_dur=1200', '-ar', '8000', '-c:a', 'libmp3lame', '-b:a', '8k', '-f', 'mp3'])
  const answer = await decodeUpload(hours)
  assert.deepEqual([answer.ok, !answer.ok && answer.refusal], [false, 'too-long'])
})

test('a file that keeps its decoder busy is left, and so is one whose owner left', async () => {
  const bytes = await makeUpload(fileURLToPath(SPEECH), UPLOADS.flac!)
  const answer = await decodeUpload(bytes, { deadlineMs: 1 })
  assert.deepEqual([answer.ok, !answer.ok && answer.detail], [false, 'Reading it took more than 1 ms'])
  await assert.rejects(decodeUpload(bytes, { signal: AbortSignal.abort(new Error('gone')) }), /gone/)
})
