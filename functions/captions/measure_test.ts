import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog as log } from '../../infra/log.ts'
import { openPrometheus } from '../../infra/metrics/prometheus.ts'
import { segment } from './_scripted_captions.ts'
import { createMeasure } from './measure.ts'

function setUp() {
  const { metrics, expose } = openPrometheus({ log, process: false })
  const lines = async (start: string) => (await expose()).split('\n').filter((line) => line.startsWith(start))
  return { measure: createMeasure(metrics), lines }
}

test('each interim caption that is left out is counted with the reason', async () => {
  const { measure, lines } = setUp()
  const [older, newer] = [segment({ kind: 'interim' }), segment({ kind: 'interim' })]
  measure.came(older)
  measure.came(newer)
  measure.shed(older, null)
  // Nothing newer of its utterance came: the queue was full.
  measure.shed(newer, null)
  measure.shed(newer, 'paused')
  measure.shed(newer, 'paused')
  assert.deepEqual((await lines('parley_interim_shed_total')).sort(), [
    'parley_interim_shed_total{reason="bound"} 1', 'parley_interim_shed_total{reason="paused"} 2', 'parley_interim_shed_total{reason="superseded"} 1',
  ])
})

test('a final caption that could not be made is counted as lost, an interim one as failed alone', async () => {
  const { measure, lines } = setUp()
  measure.failed(segment())
  measure.failed(segment({ kind: 'interim' }))
  assert.deepEqual(await lines('parley_final_lost_total'), ['parley_final_lost_total 1'])
  assert.equal((await lines('parley_segments_total')).length, 2)
})

test('a decode that was taken over is told once', async () => {
  const { measure, lines } = setUp()
  const timing = { melMs: 5, encodeMs: 60, decodeMs: 20, windowMs: 6_000, attempts: 1 }
  const done = { outcome: 'captioned', queuedMs: 10, translateMs: 30, behindMs: 650, timing } as const
  measure.worked({ ...done, kind: 'interim', transcribeMs: 90 })
  measure.worked({ ...done, kind: 'final', transcribeMs: 0 })
  assert.deepEqual(await lines('parley_stage_seconds_count{kind="final",stage="encode"}'), [])
  assert.deepEqual(await lines('parley_stage_seconds_count{kind="interim",stage="encode"}'), ['parley_stage_seconds_count{kind="interim",stage="encode"} 1'])
  assert.deepEqual(await lines('parley_caption_lag_seconds_sum'), ['parley_caption_lag_seconds_sum 0.65'])
})
