import type { Role } from '../../domain/room.ts'
import type { LabelledPart, SpeakerLabel } from '../../domain/speakers.ts'
import { ids, pushTo } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import type { CaptionEvent } from '../parts/caption.tsx'
import { LabelledWords, SaidBy } from '../parts/caption.tsx'
import { SpeakerRow, SpeakersStatus } from '../parts/speakers.tsx'

/** What is new about people at shared microphones, for one page. */
export interface SpeakersUpdate {
  readonly roomId: string
  /** Captions as the page's reader has them, with whose words they are. */
  readonly lines: readonly { readonly event: CaptionEvent; readonly parts: readonly LabelledPart[] }[]
  /** People who are new or called otherwise. */
  readonly labels: readonly SpeakerLabel[]
  /** Those who turned out to be somebody else. */
  readonly gone: readonly SpeakerLabel[]
}

/** Labels captions that are on the page, and lists who was told apart. Pushed twice it changes nothing; what a page does not show it leaves out. */
export function SpeakersPush({ t, role, update: { roomId, lines, labels, gone } }: { t: Messages; role: Role; update: SpeakersUpdate }) {
  return (
    <>
      {lines.length > 0 && (
        <ol hx-swap-oob={pushTo('update', ids.captions)}>
          {lines.map(({ event: { caption, translation }, parts }) => {
            const of = { t, captionId: caption.captionId, parts, again: true }
            return (
              <>
                <SaidBy {...of} peerId={caption.peerId} name={caption.speakerName} />
                {translation && <LabelledWords {...of} of='translation' language={translation.language} text={translation.text} />}
                <LabelledWords {...of} of='original' language={caption.language} text={caption.text} />
              </>
            )
          })}
        </ol>
      )}
      {labels.length > 0 && (
        <ul hx-swap-oob={pushTo('upsert', ids.speakers)}>
          {labels.map((label) => <SpeakerRow t={t} roomId={roomId} label={label} role={role} />)}
        </ul>
      )}
      {gone.length > 0 && (
        <ul hx-swap-oob={pushTo('remove', ids.speakers)}>
          {gone.map(({ peerId, speakerId }) => <li id={ids.speaker(peerId, speakerId)}></li>)}
        </ul>
      )}
    </>
  )
}

/** Whether people can be told apart just now. */
export function SpeakersStatusPush({ t, away }: { t: Messages; away: boolean }) {
  return <SpeakersStatus t={t} away={away} oob='true' />
}
