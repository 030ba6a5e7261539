import { test } from 'node:test'
import assert from 'node:assert/strict'
import { cutGraph } from './cut.ts'
import { makeNode, makeValue } from './edit.ts'
import type { Graph } from './graph.ts'
import { floatTensor } from './tensors.ts'

const graph = (): Graph => ({
  name: 'g', values: [], rest: [],
  inputs: [makeValue('x', 1, [1]), makeValue('y', 1, [1])],
  outputs: [makeValue('end', 1, [1])],
  initializers: [floatTensor('one', [1]), floatTensor('two', [2])],
  nodes: [makeNode('Add', ['x', 'one'], { outputs: ['a'] }), makeNode('Mul', ['a', 'two'], { outputs: ['b'] }), makeNode('Sub', ['b', 'y'], { outputs: ['end'] })],
})

test('what is before a border stays with what it reads', () => {
  const before = graph()
  assert.deepEqual(cutGraph(before, { inputs: [], outputs: ['b'] }), ['x'])
  assert.deepEqual(before.nodes.map(({ opType }) => opType), ['Add', 'Mul'])
  assert.deepEqual(before.outputs.map(({ name }) => name), ['b'])
})

test('what is after a border reads it from outside, and says what else it reads', () => {
  const after = graph()
  assert.deepEqual(cutGraph(after, { inputs: [makeValue('a', 1, null)], outputs: ['end'] }), ['y'])
  assert.deepEqual([after.nodes.map(({ opType }) => opType), after.initializers.map(({ name }) => name)], [['Mul', 'Sub'], ['two']])
  assert.deepEqual(after.inputs.map(({ name }) => name), ['y', 'a'])
})
