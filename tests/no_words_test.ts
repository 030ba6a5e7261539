import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import type { Pcm } from '../domain/audio.ts'
import { openHearing } from './hearing.ts'
import type { Hearing } from './hearing.ts'
import { readWav } from './read_wav.ts'
import { makeSound } from './sounds.ts'

const run = promisify(execFile)

describe('what brings a caption and what does not', () => {
  let hearing: Hearing
  before(async () => {
    hearing = await openHearing()
  })
  after(() => hearing.close())

  for (const [seed, sound] of (['silence', 'white noise', 'hum 50 Hz', 'keyboard'] as const).entries()) {
    test(`ten minutes of ${sound} give no caption`, async () => {
      for (let minute = 0; minute < 10; minute++) {
        const { finals } = await hearing.hear(makeSound(sound, { seconds: 60, seed: 100 * seed + minute }), { language: minute % 2 ? 'en' : null })
        assert.deepEqual(finals.map(({ text }) => text), [], `minute ${minute}`)
      }
    })
  }

  for (const [words, wanted] of [['Yes.', /^yes\b/i], ['Right.', /^right\b/i]] as const) {
    test(`"${words}" spoken alone gives one caption`, async () => {
      const { finals } = await hearing.hear(await spoken(words), { language: 'en' })
      assert.equal(finals.length, 1, JSON.stringify(finals))
      assert.match(finals[0]!.text, wanted)
    })
  }

  test('the address of 1961 is captioned once, word for word', async () => {
    const { finals } = await hearing.hear(await readWav(new URL('fixtures/jfk.wav', import.meta.url)), { language: 'en' })
    const text = finals.map((caption) => caption.text).join(' ').toLowerCase().replace(/[^a-z ]/g, '').replace(/ +/g, ' ')
    assert.match(text, /my fellow americans.*ask not.*what your country can do for you.*ask what you can do for your country/)
    assert.equal(text.match(/country/g)?.length, 2, text)
  })
})

/** A synthetic voice with a second of silence on either side, 16 kHz. */
async function spoken(words: string): Promise<Pcm> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-words-'))
  try {
    await run('espeak-ng', ['-v', 'en-us', '-s', '140', '-w', join(folder, 'raw.wav'), words])
    await run('ffmpeg', ['-v', 'error', '-i', join(folder, 'raw.wav'), '-af', 'adelay=1000:all=1,apad=pad_dur=1', '-ar', '16000', '-ac', '1', '-f', 'f32le', join(folder, 'out.f32')])
    const bytes = await readFile(join(folder, 'out.f32'))
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
