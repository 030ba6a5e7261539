import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Thread } from '../runtime/thread.ts'
import { openTerms } from './terms.ts'

const terms = openTerms()
after(() => terms.close())
const words = [{ term: 'Gantrefil', sounds: [] }, { term: 'weir plate', sounds: [] }, { term: 'Xandrite', sounds: ['zandrite'] }, { term: 'shear pin', sounds: [] }]

test('espeak-ng tells what was heard in the place of a term', async () => {
  const prepared = await terms.prepare(words, 'en')
  assert.equal((await terms.put('The gantry fill is behind the wear plate.', prepared)).text, 'The Gantrefil is behind the weir plate.')
  assert.equal((await terms.put('Are the Zandrite bearings still good?', prepared)).text, 'Are the Xandrite bearings still good?')
})

test('ordinary speech stays as it was heard', async () => {
  const prepared = await terms.prepare(words, 'en')
  for (const text of ['It includes taxes but not shipping.', 'We are where we are, and the right answer is there.', 'Is 1998 the year? 10 minutes.']) {
    assert.equal((await terms.put(text, prepared)).text, text)
  }
})

test('a language without known sounds, and no terms, change nothing', async () => {
  assert.deepEqual(await terms.put('あいう', await terms.prepare(words, 'ja')), { text: 'あいう', put: [] })
  assert.deepEqual(await terms.put('wear plate', await terms.prepare([], 'en')), { text: 'wear plate', put: [] })
})

test('where espeak-ng cannot be started it says so, and is tried again', async () => {
  let tries = 0
  const broken = openTerms({ start: (): Thread => { tries++; throw new Error('no thread') } })
  await assert.rejects(broken.prepare(words, 'en'))
  await assert.rejects(broken.prepare(words, 'en'))
  assert.equal(tries, 2)
  await broken.close()
})
