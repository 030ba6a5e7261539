import { ids } from '../../ids.ts'
import type { Action } from '../../parts/room_bar.tsx'
import { runDubs } from '../dubs/run_dubs.ts'
import { captionOverlay, captionSize, followCaptions, localClock } from './caption_view.ts'
import { mediaState } from './capture.ts'
import { runChat } from './chat.ts'
import { Connection } from './connection.ts'
import { runCountdown } from './countdown.ts'
import { runCopyLinks } from './copy_link.ts'
import { runDeviceMenus } from './devices.ts'
import { actionButton, byId, setToggle, showNote } from './dom.ts'
import { Featured } from './featured.ts'
import { runHub } from './hub.ts'
import { runInterpreting } from './interpreting.ts'
import { runKeyboard } from './keyboard.ts'
import { Layers } from './layers.ts'
import { OwnMedia } from './own_media.ts'
import { runPanels } from './panels.ts'
import { ScreenShare } from './screen_share.ts'
import type { Session } from './session.ts'
import { useSpeaker, watchHeldBackSound } from './sound.ts'
import { Stage } from './stage.ts'

/** States in which nothing of ours is wanted any more. */
const OVER: ReadonlySet<string> = new Set(['expelled', 'ended', 'length', 'removed'])

// First of all: htmx connects to the hub as soon as the page is parsed.
runHub()

const room = byId(ids.room)
const me = room.dataset.me!
const stage = new Stage(me)
const interpreting = runInterpreting(() => stage.interpreted())
stage.interpreting = interpreting
const featured = new Featured(me)
const layers = new Layers()
let session: Session | null = null
let speaking: readonly string[] = []
let soundHeldBack = false

const complain = (error: unknown) => console.warn('Not done', error)

const own = new OwnMedia(showOwn)
const share = new ScreenShare((on) => setToggle(actionButton('screen')!, on))

function showOwn(): void {
  setToggle(actionButton('microphone')!, own.microphoneOn)
  setToggle(actionButton('camera')!, own.cameraOn)
  stage.showMine({ camera: own.camera, microphoneOn: own.microphoneOn })
  showMediaNote()
}

function showMediaNote(): void {
  const state = mediaState(own.failures.microphone, own.failures.camera)
  showNote(byId(ids.mediaNote), soundHeldBack ? 'sound-held-back' : state)
}

const menus = runDeviceMenus((kind, deviceId) => {
  if (kind === 'speaker') useSpeaker(deviceId)
  else own.switch(kind).catch(complain)
})
// The microphone opens while the connection is made: whichever is last sends the sound.
void Promise.all([menus, own.open()]).then(([{ refresh }]) => refresh()).catch(complain)

function feature(): void {
  const peerId = featured.next(speaking, stage.peerIds, performance.now())
  const sharing = document.querySelector('.tile-screen') !== null
  for (const tile of byId(ids.tiles).querySelectorAll<HTMLElement>('[data-peer-id]')) {
    tile.toggleAttribute('data-featured', !sharing && tile.dataset.peerId === peerId)
  }
  for (const { consumerId, spatialLayer } of layers.changes(stage.cameras())) {
    session?.prefer(consumerId, spatialLayer).catch(complain)
  }
}
stage.onChange = feature
new ResizeObserver(feature).observe(byId(ids.tiles))

const connection = new Connection({
  url: new URL(room.dataset.signal!, location.href.replace(/^http/, 'ws')).href,
  events: {
    incoming: (media, paused) => stage.add(media, paused),
    incomingEnded(consumerId) {
      const ended = stage.remove(consumerId)
      if (ended?.source === 'interpreter') interpreting.ended(ended.peerId)
    },
    interpreting: interpreting.receive,
    incomingPaused: (consumerId, paused) => stage.setPaused(consumerId, paused),
    speaking(peerIds) {
      speaking = peerIds
      stage.setSpeaking(peerIds)
    },
    held(source) {
      if (source === 'microphone') own.mutedByHost()
      else if (source === 'screen') void share.end().catch(complain)
    },
    path(_direction, state) {
      if (state === 'connected') showNote(byId(ids.connection), 'connected')
      else if (state === 'failed') showNote(byId(ids.connection), 'failed')
    },
  },
  onState(state) {
    room.dataset.connection = state
    showNote(byId(ids.connection), state)
    if (OVER.has(state)) {
      own.end()
      void share.end().catch(complain)
    }
  },
  async onSession(opened) {
    session = opened
    if (!opened) {
      layers.clear()
      stage.clear()
      interpreting.clear()
    }
    // Who cannot be heard still hears: a refused source does not end the session.
    await Promise.all([own.attach(opened).catch(complain), share.attach(opened).catch(complain)])
    if (opened) stage.joined()
  },
})
void connection.run()

const chat = runChat({ me, close: () => panels.toggle('chat') })
const panels = runPanels({ onChat: chat.show })
const actions: Record<Action, () => void> = {
  microphone: () => void own.toggleMicrophone().catch(complain),
  camera: () => void own.toggleCamera().catch(complain),
  screen: () => void share.toggle().catch(complain),
  captions: () => panels.toggle('captions'),
  people: () => panels.toggle('people'),
  chat() {
    panels.toggle('chat')
    chat.focus()
  },
  settings: () => byId<HTMLDialogElement>(ids.settings).showModal(),
  meeting: () => byId<HTMLDialogElement>(ids.meetingSettings).showModal(),
  keys() {
    byId<HTMLDialogElement>(ids.settings).close()
    byId<HTMLDialogElement>(ids.keys).showModal()
  },
}
// Hosts' buttons come and go with their role.
document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button[data-action]') : null
  if (button) actions[button.dataset.action as Action]()
})
runKeyboard((action) => actions[action]())
if (!ScreenShare.supported) actionButton('screen')!.hidden = true

watchHeldBackSound((held) => {
  soundHeldBack = held
  showMediaNote()
})
followCaptions()
localClock()
captionSize()
captionOverlay()
runDubs(byId(ids.captions))
runCopyLinks()
runCountdown()
document.querySelector('form[data-leave]')!.addEventListener('submit', () => connection.leave())
// A page that comes back from the history is no longer connected.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
