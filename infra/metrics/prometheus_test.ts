import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog as log } from '../log.ts'
import { COUNTERS, GAUGES, HISTOGRAMS } from './catalogue.ts'
import { openPrometheus } from './prometheus.ts'

const open = () => openPrometheus({ log, process: false })
const lineOf = (text: string, start: string) => text.split('\n').find((line) => line.startsWith(start))

test('what is counted and measured stands in the text of Prometheus', async () => {
  const { metrics, expose, contentType } = open()
  metrics.count('phraseCache', { outcome: 'hit' })
  metrics.count('phraseCache', { outcome: 'hit' }, { by: 2 })
  metrics.observe('captionLag', {}, 0.6)
  metrics.observe('captionLag', {}, Number.NaN)
  const text = await expose()
  assert.match(contentType, /^text\/plain/)
  assert.equal(lineOf(text, 'parley_phrase_cache_total{'), 'parley_phrase_cache_total{outcome="hit"} 3')
  assert.equal(lineOf(text, 'parley_caption_lag_seconds_bucket{le="0.65"}'), 'parley_caption_lag_seconds_bucket{le="0.65"} 1')
  assert.equal(lineOf(text, 'parley_caption_lag_seconds_count'), 'parley_caption_lag_seconds_count 1')
  for (const { name, help } of [COUNTERS, HISTOGRAMS, GAUGES].flatMap((each) => Object.values<{ name: string; help: string }>(each))) {
    assert.ok(text.includes(`# HELP ${name} ${help}`), name)
  }
})

test('a gauge is read when somebody looks: several readings add up, one that fails is left out, one that ended is gone', async () => {
  const { metrics, expose } = open()
  let sockets = 2
  metrics.watch({ hubSockets: () => [{ value: sockets }] })
  metrics.watch({ hubSockets: async () => [{ value: 40 }] })
  metrics.watch({
    queueItems() {
      throw new Error('Redis is away')
    },
  })
  const end = metrics.watch({ queueItems: () => [{ state: 'waiting', value: 7 }] })
  assert.equal(lineOf(await expose(), 'parley_hub_sockets'), 'parley_hub_sockets 42')
  sockets = 0
  const text = await expose()
  assert.equal(lineOf(text, 'parley_hub_sockets'), 'parley_hub_sockets 40')
  assert.equal(lineOf(text, 'parley_queue_items{'), 'parley_queue_items{state="waiting"} 7')
  end()
  assert.equal(lineOf(await expose(), 'parley_queue_items{'), undefined)
})

test('two in one process do not share what they count', async () => {
  const [one, other] = [open(), open()]
  one.metrics.count('finalLost', {})
  assert.equal(lineOf(await other.expose(), 'parley_final_lost_total'), 'parley_final_lost_total 0')
})

test('the process tells of itself', async () => {
  const text = await openPrometheus({ log }).expose()
  for (const name of ['process_resident_memory_bytes', 'nodejs_heap_size_used_bytes', 'nodejs_eventloop_lag_seconds']) assert.ok(lineOf(text, name), name)
})
