import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseNinjaLine } from './ninja.ts'

it('reads how far ninja is', () => {
  assert.deepEqual(parseNinjaLine('[12/261] Compiling C++ object mediasoup-worker.p/src_Worker.cpp.o'), { done: 12, total: 261 })
  assert.equal(parseNinjaLine('ninja: Entering directory `build\''), null)
  assert.equal(parseNinjaLine('../src/a.cpp:[12/13] warning'), null)
})
