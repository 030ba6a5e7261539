import type { Dub, DubAudio } from '../../domain/dub.ts'
import { isSettled } from '../../domain/dub.ts'
import { ids } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { routes } from '../routes.ts'
import { Icon } from './icons.tsx'

export interface DubPlayerProps {
  readonly t: Messages
  readonly dub: Dub
  /** Where a recording is, for whoever looks at the page. */
  readonly addressOf: (audio: DubAudio) => string
}

/** Where a dub's player lands once there is something to play. */
export function DubPlace({ captionId, language }: Pick<Dub, 'captionId' | 'language'>) {
  return <div id={ids.dub(captionId, language)} class='dub'></div>
}

/**
 * How a caption is spoken: what can be played, and why it is not the speaker's own voice. A link to the recording, which the script makes a
 * button that plays in place (views/public/dubs). Not announced: it would be read out with every caption.
 */
export function DubPlayer({ t, dub, addressOf }: DubPlayerProps) {
  const { captionId, language, state, cause } = dub
  const clone = state === 'ready' ? addressOf('clone') : undefined
  const quick = dub.quickMs === null ? undefined : addressOf('quick')
  const best = clone ?? quick
  const note = isSettled(dub) ? (cause && t.dubs.because(t.dubs.causes[cause], state === 'failed')) : t.dubs.waiting
  return (
    <div id={ids.dub(captionId, language)} class='dub' data-state={state} data-clone={clone} data-quick={quick} aria-live='off'>
      {best && (
        <a class='dub-play' href={best} aria-label={clone ? t.dubs.playClone : t.dubs.playQuick} data-play={t.dubs.play} data-stop={t.dubs.stop} data-failed={t.dubs.failed}>
          <Icon name='play' when='off' />
          <Icon name='stop' when='on' />
          <span>{clone ? t.dubs.clone : t.dubs.quick}</span>
        </a>
      )}
      {note && <span class='dub-note' title={note}>{note}</span>}
    </div>
  )
}

/** On a caption's line in the meeting. */
export function CaptionDub({ t, dub }: { t: Messages; dub: Dub }) {
  return <DubPlayer t={t} dub={dub} addressOf={(audio) => routes.dubAudio.to(dub.roomId, dub.dubId, audio)} />
}

/** On a line of a transcript, where only what was finished counts. */
export function LineDub({ t, dub }: { t: Messages; dub: Dub }) {
  return isSettled(dub) ? <DubPlayer t={t} dub={dub} addressOf={(audio) => routes.lineAudio.to(dub.meetingId, dub.dubId, audio)} /> : <></>
}
