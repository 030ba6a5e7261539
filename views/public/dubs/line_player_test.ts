import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { Output } from './line_player.ts'
import { createLinePlayer, placeIn } from './line_player.ts'

interface Tone {
  readonly url: string
  readonly duration: number
}

/** An output whose clock is set by hand; says what sounds from when to when. */
function setUp(durations: Readonly<Record<string, number>>) {
  let now = 10
  const heard: { url: string; offset: number; from: number; to: number }[] = []
  const ends = new Map<string, () => void>()
  let hold: Promise<void> | null = null
  const output: Output<Tone> = {
    get now() {
      return now
    },
    async load(url) {
      await hold
      if (!(url in durations)) throw new Error('Cannot load the recording: 404')
      return { url, duration: durations[url]! }
    },
    start({ url, duration }, { at, offset, onEnd }) {
      const piece = { url, offset, from: at, to: at + duration - offset }
      heard.push(piece)
      ends.set(url, onEnd)
      return { stop: (until) => { piece.to = until } }
    },
  }
  const shown: (string | null)[] = []
  const player = createLinePlayer(output, { onChange: (playing) => shown.push(playing && `${playing.key}:${playing.which}`) })
  return { player, heard, shown, ends, pass: (seconds: number) => { now += seconds }, holdLoads: (until: Promise<void>) => { hold = until } }
}

test('the clone takes over from the quick voice where that one is, without a gap', async () => {
  const { player, heard, shown, pass } = setUp({ quick: 2, clone: 3 })
  await player.toggle({ key: 'a', clone: null, quick: 'quick' })
  pass(1)
  await player.update({ key: 'a', clone: 'clone', quick: 'quick' })
  equal(heard.length, 2)
  equal(heard[0]!.to, heard[1]!.from, 'one ends where the other begins')
  // Half of the quick voice was heard, so half of the clone is left.
  equal(Math.abs(heard[1]!.offset - 1.5) < 1e-9, true)
  deepEqual(shown, ['a:quick', 'a:clone'])
})

test('a clone that comes while nothing plays changes nothing that is heard; the line plays it afterwards', async () => {
  const { player, heard, ends } = setUp({ quick: 2, clone: 3 })
  await player.update({ key: 'a', clone: 'clone', quick: 'quick' })
  deepEqual(heard, [])
  await player.toggle({ key: 'a', clone: 'clone', quick: 'quick' })
  ends.get('clone')!()
  await player.toggle({ key: 'a', clone: 'clone', quick: 'quick' })
  deepEqual(heard.map(({ url, offset }) => [url, offset]), [['clone', 0], ['clone', 0]])
})

test('one line plays at a time, and pressing it again stops it', async () => {
  const { player, heard, shown } = setUp({ one: 2, two: 2 })
  await player.toggle({ key: 'a', clone: 'one', quick: null })
  await player.toggle({ key: 'b', clone: 'two', quick: null })
  equal(heard[0]!.to, 10, 'the first one stopped')
  await player.toggle({ key: 'b', clone: 'two', quick: null })
  equal(heard[1]!.to, 10)
  deepEqual(shown, ['a:clone', null, 'b:clone', null])
})

test('what was still loading when another line was asked for is not heard', async () => {
  const { player, heard, holdLoads } = setUp({ one: 2, two: 2, clone: 2 })
  let go = () => {}
  holdLoads(new Promise((resolve) => { go = resolve }))
  const first = player.toggle({ key: 'a', clone: 'one', quick: null })
  const second = player.toggle({ key: 'b', clone: null, quick: 'two' })
  go()
  await Promise.all([first, second])
  deepEqual(heard.map(({ url }) => url), ['two'])
})

test('a clone that comes too late for the quick voice, or cannot be loaded, leaves it alone', async () => {
  const { player, heard, pass } = setUp({ quick: 2, clone: 3 })
  await player.toggle({ key: 'a', clone: null, quick: 'quick' })
  pass(2)
  await player.update({ key: 'a', clone: 'clone', quick: 'quick' })
  deepEqual(heard.map(({ url }) => url), ['quick'])
  await rejects(player.update({ key: 'a', clone: 'missing', quick: 'quick' }), /404/)
  equal(heard[0]!.to > 11.9, true)
})

test('places are compared by length', () => {
  equal(placeIn({ duration: 4 }, { of: { duration: 2 }, atS: 1 }), 2)
  equal(placeIn({ duration: 4 }, { of: { duration: 2 }, atS: -0.1 }), 0)
  equal(placeIn({ duration: 4 }, { of: { duration: 2 }, atS: 2 }), null)
})
