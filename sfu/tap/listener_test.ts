import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SegmentEvent } from '../../domain/audio.ts'
import { silentLog } from '../../infra/log.ts'
import { createScriptedVad } from '../../models/vad/scripted.ts'
import { createSegmenter } from '../../models/vad/segmenter.ts'
import { VAD_FRAME_MS, VAD_FRAME_SAMPLES } from '../../models/vad/vad.ts'
import { createListener } from './listener.ts'

/** A listener whose detector takes each frame's first sample for its probability; `script` may do otherwise. */
function open(
  { script = (frame: Float32Array): number | Promise<number> => frame[0] ?? 0, onEvent = (_: SegmentEvent) => {} } = {},
) {
  const logged: string[] = []
  const write = (event: string) => void logged.push(event)
  const events: SegmentEvent[] = []
  const vad = createScriptedVad(script)
  const listener = createListener({
    detector: vad.open(),
    segmenter: createSegmenter({
      roomId: 'r',
      peerId: 'p',
      speakerName: 'Ada',
      language: () => null,
      endpointSilenceMs: 500,
    }),
    onEvent: (event) => {
      events.push(event)
      onEvent(event)
    },
    log: { ...silentLog, info: write, warn: write, error: write },
  })
  let frames = 0
  const push = (probability: number, count: number, fresh = false) => {
    for (let i = 0; i < count; i++) {
      listener.push({
        pcm: new Float32Array(VAD_FRAME_SAMPLES).fill(probability),
        startMs: VAD_FRAME_MS * frames++,
        fresh: fresh && i === 0,
      })
    }
  }
  return {
    listener,
    push,
    events,
    logged,
    vad,
    finals: () => events.filter((event) => event.type === 'segment' && event.segment.kind === 'final'),
  }
}

describe('listener', () => {
  it('turns frames into segments, and an open utterance into a final one when it closes', async () => {
    const { listener, push, finals } = open()
    push(0.9, 20)
    push(0.1, 30)
    push(0.9, 20)
    assert.equal(listener.idle, false)
    await listener.close()
    await listener.close()
    assert.equal(finals().length, 2)
    assert.equal(listener.idle, true)
    push(0.9, 20)
    assert.equal(listener.idle, true)
  })

  it('starts the detector afresh with fresh audio', async () => {
    const { listener, push, vad } = open()
    push(0, 5, true)
    push(0, 5, true)
    await listener.close()
    assert.equal(vad.resets, 2)
  })

  it('keeps 10 s for a busy processor, drops the oldest beyond and says so once', async () => {
    let go = () => {}
    const busy = new Promise<void>((resolve) => {
      go = resolve
    })
    const { listener, push, logged, vad } = open({
      script: async () => {
        await busy
        return 0
      },
    })
    push(0, 1 + 312 + 100)
    assert.equal(listener.dropped, 100)
    go()
    await listener.close()
    assert.equal(vad.frames, 1 + 312)
    assert.deepEqual(logged, ['tap.behind', 'tap.caught_up'])
  })

  it('ends the utterance when the detector fails, and goes on when it recovers', async () => {
    let broken = false
    const { listener, push, logged, finals } = open({
      script: (frame) => {
        if (frame[0] === 0.5) broken = true
        if (frame[0] === 0.75) broken = false
        if (broken) throw new Error('scripted failure')
        return 0.9
      },
    })
    push(0.25, 20)
    push(0.5, 20)
    push(0.75, 20)
    await listener.close()
    assert.equal(listener.failed, 20)
    assert.deepEqual(logged, ['tap.vad_failed', 'tap.vad_recovered'])
    assert.equal(finals().length, 2)
  })

  it('survives a receiver that throws', async () => {
    const { listener, push, logged, finals } = open({
      onEvent: () => {
        throw new Error('receiver broke')
      },
    })
    push(0.9, 20)
    push(0.1, 30)
    push(0.9, 20)
    await listener.close()
    assert.equal(finals().length, 2)
    assert.ok(logged.every((event) => event === 'tap.listener_failed'))
  })
})
