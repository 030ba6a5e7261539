import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PushStyle } from '../../ids.ts'
import { landPush } from './swaps.ts'

interface Line {
  readonly id: string
  readonly text: string
}
const line = (id: string, text = 'old'): Line => ({ id, text })

function land(style: PushStyle, before: Line[], pushed: Line[]) {
  const items = [...before]
  const landed = landPush<Line>(style, {
    get items() {
      return [...items]
    },
    append: (item) => void items.push(item),
    replace: (old, by) => void items.splice(items.indexOf(old), 1, by),
    remove: (item) => void items.splice(items.indexOf(item), 1),
    find: (id) => items.find((item) => item.id === id),
  }, pushed)
  return { items: items.map(({ id, text }) => `${id}:${text}`), landed: landed.map(({ id }) => id) }
}

test('once: appended the first time, unchanged ever after', () => {
  assert.deepEqual(land('once', [line('a')], [line('b', 'new')]), { items: ['a:old', 'b:new'], landed: ['b'] })
  assert.deepEqual(land('once', [line('a')], [line('a', 'new')]), { items: ['a:old'], landed: [] })
})

test('upsert: replaced in its place, or appended', () => {
  assert.deepEqual(land('upsert', [line('a'), line('b')], [line('a', 'new'), line('c', 'new')]), {
    items: ['a:new', 'b:old', 'c:new'],
    landed: ['a', 'c'],
  })
})

test('update: replaced where it is, otherwise nothing', () => {
  assert.deepEqual(land('update', [line('a')], [line('a', 'new'), line('b', 'new')]), {
    items: ['a:new'],
    landed: ['a'],
  })
})

test('remove: gone if it was there', () => {
  assert.deepEqual(land('remove', [line('a'), line('b')], [line('a'), line('z')]), { items: ['b:old'], landed: [] })
})

test('sync: adds who is missing, removes who is gone, leaves alone who stays and what has no id', () => {
  assert.deepEqual(land('sync', [line('a'), line('b'), line('', 'screen')], [line('b', 'new'), line('c', 'new')]), {
    items: ['b:old', ':screen', 'c:new'],
    landed: ['c'],
  })
})
