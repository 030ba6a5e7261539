import { ids } from '../../ids.ts'
import { capture, captureBoth, type Captured, type CaptureFailure, type CaptureKind, mediaState } from './capture.ts'
import { runDeviceMenus } from './devices.ts'
import { actionButton, byId, setToggle, showNote } from './dom.ts'
import { runLevelMeter } from './level.ts'
import { recall, remember } from './stored.ts'

const preview = byId(ids.preview)
const video = preview.querySelector('video')!
const meter = byId<HTMLMeterElement>(ids.level)
const note = byId(ids.mediaNote)

const tracks: Record<CaptureKind, MediaStreamTrack | null> = { microphone: null, camera: null }
const failures: Record<CaptureKind, CaptureFailure | null> = { microphone: null, camera: null }
const wanted: Record<CaptureKind, boolean> = {
  microphone: recall('start-microphone') !== 'off',
  camera: recall('start-camera') !== 'off',
}
let stopMeter: (() => void) | null = null

function show(kind: CaptureKind): void {
  const track = tracks[kind]
  setToggle(actionButton(kind)!, wanted[kind] && track !== null)
  if (kind === 'camera') {
    video.hidden = track === null
    video.srcObject = track && new MediaStream([track])
    return
  }
  stopMeter?.()
  stopMeter = track && runLevelMeter(track, meter)
}

function take(kind: CaptureKind, got: Captured): void {
  tracks[kind]?.stop()
  tracks[kind] = 'track' in got ? got.track : null
  failures[kind] = 'failure' in got ? got.failure : null
  show(kind)
}

async function open(kind: CaptureKind): Promise<void> {
  take(kind, await capture(kind))
  showNote(note, mediaState(failures.microphone, failures.camera))
}

for (const kind of ['microphone', 'camera'] as const) {
  setToggle(actionButton(kind)!, wanted[kind])
  actionButton(kind)!.addEventListener('click', () => {
    wanted[kind] = tracks[kind] === null
    remember(`start-${kind}`, wanted[kind] ? 'on' : 'off')
    if (wanted[kind]) return void open(kind)
    tracks[kind]?.stop()
    tracks[kind] = null
    show(kind)
  })
}

const menus = await runDeviceMenus((kind) => {
  if (kind !== 'speaker' && tracks[kind]) void open(kind)
})

showNote(note, 'asking')
if (wanted.microphone && wanted.camera) {
  const got = await captureBoth()
  take('microphone', got.microphone)
  take('camera', got.camera)
} else {
  await Promise.all((['microphone', 'camera'] as const).filter((kind) => wanted[kind]).map(open))
}
showNote(note, mediaState(failures.microphone, failures.camera))
await menus.refresh()

// A page that comes back from the history has lost its devices.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
