import { test } from 'node:test'
import assert from 'node:assert/strict'
import { DomainError } from '../../domain/errors.ts'
import { createLog, silentLog } from '../../infra/log.ts'
import { createMetricsProbe } from './metrics_probe.ts'
import { routeTranslations, TEXT_MAX } from './route.ts'
import { createScriptedTranslator } from './scripted.ts'

const failing = (code: 'model-unavailable' | 'invalid-input') => async () => {
  throw new DomainError(code, 'the engine is on fire')
}

test('the first engine that serves a pair translates', async () => {
  const near = createScriptedTranslator({ engine: 'near', serves: (from, to) => from === 'en' && to === 'pt' })
  const far = createScriptedTranslator({ engine: 'far' })
  const routed = routeTranslations([near, far], { log: silentLog })
  assert.deepEqual(await routed.translate('Hello', { from: 'en', to: 'pt' }), { language: 'pt', text: '[pt] Hello', engine: 'near' })
  assert.equal((await routed.translate('Hello', { from: 'en', to: 'vi' })).engine, 'far')
})

test('an engine that fails or is too slow gives way to the next, which is counted, and the log says why', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', write: (line) => lines.push(line) })
  const broken = createScriptedTranslator({ engine: 'broken', before: failing('model-unavailable') })
  const slow = createScriptedTranslator({ engine: 'slow', before: async () => {
    throw new DomainError('timeout', 'The thread "slow" did not answer within 5000 ms')
  } })
  const { metrics, counts } = createMetricsProbe()
  const routed = routeTranslations([broken, slow, createScriptedTranslator({ engine: 'next' })], { log, metrics })
  let fellBack = 0
  assert.equal((await routed.translate('Hello', { from: 'en', to: 'pt', onFallback: () => fellBack++ })).engine, 'next')
  assert.deepEqual([fellBack, counts], [1, { 'translations {"outcome":"failed"}': 2, 'translations {"outcome":"translated"}': 1, 'stageRequests {"stage":"translate"}': 1 }])
  assert.match(lines.join('\n'), /slow.*did not answer/)
  assert.match(lines.join('\n'), /translation-failed.*broken.*on fire/)
})

test('when every engine fails the last one’s error stands', async () => {
  const routed = routeTranslations([createScriptedTranslator({ before: failing('model-unavailable') })], { log: silentLog })
  await assert.rejects(routed.translate('Hello', { from: 'en', to: 'pt' }), { code: 'model-unavailable' })
})

test('a refused text is not tried elsewhere', async () => {
  const next = createScriptedTranslator()
  const routed = routeTranslations([createScriptedTranslator({ before: failing('invalid-input') }), next], { log: silentLog })
  await assert.rejects(routed.translate('Hello', { from: 'en', to: 'pt' }), { code: 'invalid-input' })
  await assert.rejects(routed.translate('x'.repeat(TEXT_MAX + 1), { from: 'en', to: 'pt' }), { code: 'too-large', message: /5001.*5000/ })
  assert.deepEqual(next.asked, [])
})

test('a pair that nothing serves is said to be unavailable, in words', async () => {
  const routed = routeTranslations([createScriptedTranslator({ serves: () => false })], { log: silentLog })
  assert.equal(routed.serves('en', 'vi'), false)
  await assert.rejects(routed.translate('Hello', { from: 'en', to: 'vi' }), { code: 'language-unavailable', message: /English to Vietnamese/ })
})

test('nothing is asked of an engine for the same language or an empty text', async () => {
  const engine = createScriptedTranslator()
  const routed = routeTranslations([engine], { log: silentLog })
  assert.equal((await routed.translate('Hello', { from: 'en', to: 'en' })).text, 'Hello')
  assert.equal((await routed.translate(' ', { from: 'en', to: 'pt' })).text, ' ')
  assert.deepEqual(engine.asked, [])
})

test('a caller who gave up is not served by the next engine', async () => {
  const controller = new AbortController()
  const next = createScriptedTranslator()
  const first = createScriptedTranslator({ before: async () => {
    controller.abort(new Error('gone'))
    throw new Error('interrupted')
  } })
  await assert.rejects(routeTranslations([first, next], { log: silentLog }).translate('Hi', { from: 'en', to: 'pt', signal: controller.signal }), /gone/)
  assert.deepEqual(next.asked, [])
})
