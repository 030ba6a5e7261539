import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Blobs } from './blob.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const streamOf = (...pieces: string[]) => new Blob(pieces).stream()

/** What every blob store does, wherever it keeps its files. */
export function testBlobs(name: string, open: () => Promise<{ blobs: Blobs; close(): Promise<void> }>): void {
  const withBlobs = async (run: (blobs: Blobs) => Promise<void>) => {
    const { blobs, close } = await open()
    try {
      await run(blobs)
    } finally {
      await close()
    }
  }
  const text = async (blobs: Blobs, key: string) => {
    const found = await blobs.read(key)
    return found && new TextDecoder().decode(found)
  }
  const keys = async (blobs: Blobs, prefix: string) => {
    const found: string[] = []
    for await (const { key } of blobs.list(prefix)) found.push(key)
    return found.sort()
  }

  describe(name, () => {
    it('gives back what was put, as bytes and as a stream, and null for what was not', () => withBlobs(async (blobs) => {
      const all = Uint8Array.from({ length: 300_000 }, (_, n) => n % 251)
      assert.deepEqual(await blobs.put('meetings/1/speech.opus', all), { size: all.length })
      assert.deepEqual(await blobs.read('meetings/1/speech.opus'), all)
      const found = await blobs.get('meetings/1/speech.opus')
      assert.equal(found?.size, all.length)
      assert.deepEqual(new Uint8Array(await new Response(found.stream).arrayBuffer()), all)
      assert.deepEqual(await blobs.put('streamed', streamOf('hel', 'lo')), { size: 5 })
      assert.equal(await text(blobs, 'streamed'), 'hello')
      assert.deepEqual(await blobs.put('empty', new Uint8Array()), { size: 0 })
      assert.deepEqual(await blobs.read('empty'), new Uint8Array())
      assert.equal(await blobs.read('meetings/2/speech.opus'), null)
      assert.equal(await blobs.get('meetings/1'), null)
      assert.equal(await blobs.ready(), true)
    }))

    it('lets go of a stream that is cancelled', () => withBlobs(async (blobs) => {
      await blobs.put('a', new Uint8Array(1_000_000))
      const found = await blobs.get('a')
      const reader = found!.stream.getReader()
      await reader.read()
      await reader.cancel()
      assert.equal(await blobs.delete('a'), true)
    }))

    it('does not change with the array that was put or read', () => withBlobs(async (blobs) => {
      const given = bytes('abc')
      await blobs.put('a', given)
      given.fill(0)
      ;(await blobs.read('a'))!.fill(0)
      assert.equal(await text(blobs, 'a'), 'abc')
    }))

    it('replaces as a whole, whoever writes at the same time', () => withBlobs(async (blobs) => {
      const values = Array.from({ length: 10 }, (_, n) => String(n).repeat(50_000))
      await blobs.put('a', bytes(values[0]!))
      await Promise.all(values.map(async (value) => {
        await blobs.put('a', streamOf(value.slice(0, 20_000), value.slice(20_000)))
        assert.ok(values.includes((await text(blobs, 'a'))!))
      }))
    }))

    it('keeps what was there when a stream fails, is too long or is given up', () => withBlobs(async (blobs) => {
      await blobs.put('a', bytes('before'))
      const failing = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytes('half')),
        pull: (controller) => controller.error(new Error('the phone was switched off')),
      })
      await assert.rejects(blobs.put('a', failing), /switched off/)
      await assert.rejects(blobs.put('a', streamOf('123', '456'), { maxBytes: 5 }), { name: 'DomainError', code: 'too-large' })
      await assert.rejects(blobs.put('a', streamOf('x'), { signal: AbortSignal.abort(new Error('given up')) }), /given up/)
      await assert.rejects(blobs.put('b', streamOf('123456'), { maxBytes: 5 }), { code: 'too-large' })
      assert.equal(await text(blobs, 'a'), 'before')
      assert.deepEqual(await keys(blobs, ''), ['a'])
      assert.deepEqual(await blobs.put('a', bytes('12345'), { maxBytes: 5 }), { size: 5 })
    }))

    it('lists and deletes what lies below a prefix, and nothing beside it', () => withBlobs(async (blobs) => {
      for (const key of ['m/1/a', 'm/1/b/c', 'm/1', 'm/10/a', 'm/2/a']) await blobs.put(key, bytes(key))
      assert.deepEqual(await keys(blobs, 'm/1/'), ['m/1/a', 'm/1/b/c'])
      assert.equal((await keys(blobs, '')).length, 5)
      assert.deepEqual(await keys(blobs, 'nothing/'), [])
      for await (const { key, size } of blobs.list('m/')) assert.equal(size, key.length)
      assert.equal(await blobs.deletePrefix('m/1/'), 2)
      assert.equal(await blobs.deletePrefix('m/1/'), 0)
      assert.deepEqual(await keys(blobs, ''), ['m/1', 'm/10/a', 'm/2/a'])
    }))

    it('deletes one, and takes another in its place', () => withBlobs(async (blobs) => {
      await blobs.put('m/1/a', bytes('old'))
      assert.equal(await blobs.delete('m/1/a'), true)
      assert.equal(await blobs.delete('m/1/a'), false)
      assert.equal(await blobs.read('m/1/a'), null)
      await blobs.put('m/1/a', bytes('new'))
      assert.equal(await text(blobs, 'm/1/a'), 'new')
    }))

    it('stores while its neighbours are deleted', () => withBlobs(async (blobs) => {
      await Promise.all(Array.from({ length: 30 }, async (_, n) => {
        await blobs.put(`m/${n % 3}/${n}`, bytes('x'))
        await blobs.delete(`m/${n % 3}/${n}`)
        await blobs.put(`kept/${n}`, bytes('x'))
      }))
      assert.equal((await keys(blobs, '')).length, 30)
    }))

    it('takes no key that could be a path or a name that someone gave', () => withBlobs(async (blobs) => {
      const wrong = ['', '/', '/etc/passwd', '..', 'a/../b', '../a', 'a//b', 'a/', './a', '.hidden', 'a\\b', 'a b', 'A', 'ação', 'a\0b', 'a~', 'a%2fb', 'con:', 'x'.repeat(600), `${'a/'.repeat(300)}a`]
      for (const key of wrong) {
        const refused = { name: 'DomainError', code: 'invalid-input' }
        await assert.rejects(blobs.put(key, bytes('x')), refused, key)
        await assert.rejects(blobs.get(key), refused, key)
        await assert.rejects(blobs.read(key), refused, key)
        await assert.rejects(blobs.delete(key), refused, key)
      }
      for (const prefix of ['', '/', 'm', '../', 'm/../', 'm//']) await assert.rejects(blobs.deletePrefix(prefix), { code: 'invalid-input' }, prefix)
      await assert.rejects(keys(blobs, 'm/..'), { code: 'invalid-input' })
    }))
  })
}
