import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layerFor, Layers } from './layers.ts'

test('a tile gets no more lines than it can show', () => {
  assert.deepEqual([0, 120, 200, 201, 420, 421, 1440].map(layerFor), [0, 0, 0, 1, 1, 2, 2])
})

test('only changes are asked for', () => {
  const layers = new Layers()
  const small = { consumerId: 'a', heightPx: 120 }
  assert.deepEqual(layers.changes([small]), [{ consumerId: 'a', spatialLayer: 0 }])
  assert.deepEqual(layers.changes([small]), [])
  assert.deepEqual(layers.changes([{ consumerId: 'a', heightPx: 700 }]), [{ consumerId: 'a', spatialLayer: 2 }])
  layers.clear()
  assert.deepEqual(layers.changes([small]), [{ consumerId: 'a', spatialLayer: 0 }])
})
