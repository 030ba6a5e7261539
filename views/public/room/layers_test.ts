import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layerFor, Layers } from './layers.ts'

test('a tile gets no more lines than it can show', () => {
  assert.deepEqual([0, 120, 200, 201, 420, 421, 1440].map(layerFor), [0, 0, 0, 1, 1, 2, 2])
})

test('only changes are asked for', () => {
  const layers = new Layers()
  const small = { consumerId: 'a', heightPx: 120 }
  const large = { consumerId: 'a', heightPx: 700 }
  assert.deepEqual(layers.changes([small]), [])
  assert.deepEqual(layers.changes([large]), [{ consumerId: 'a', spatialLayer: 2 }])
  assert.deepEqual(layers.changes([large]), [])
  assert.deepEqual(layers.changes([small]), [{ consumerId: 'a', spatialLayer: 0 }])
  layers.changes([large])
  layers.clear()
  assert.deepEqual(layers.changes([small]), [])
})
