import type { LabelledPart } from '../../domain/speakers.ts'
import { ids, pushTo } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { type CaptionEvent, CaptionLine, InterimLine } from '../parts/caption.tsx'

function RemoveInterim({ captionId }: { captionId: string }) {
  return (
    <ol hx-swap-oob={pushTo('remove', ids.interims)}>
      <li id={ids.interim(captionId)}></li>
    </ol>
  )
}

/** Adds a final caption to the log, once however often it is pushed, and takes its interim line away. */
export function CaptionFinalPush({ t, event, parts }: { t: Messages; event: CaptionEvent; parts?: readonly LabelledPart[] }) {
  return (
    <>
      <ol hx-swap-oob={pushTo('once', ids.captions)}>
        <CaptionLine t={t} event={event} parts={parts} />
      </ol>
      <RemoveInterim captionId={event.caption.captionId} />
    </>
  )
}

/** Shows or replaces the interim line of an utterance. */
export function CaptionInterimPush({ event }: { event: CaptionEvent }) {
  return (
    <ol hx-swap-oob={pushTo('upsert', ids.interims)}>
      <InterimLine event={event} />
    </ol>
  )
}

/** Takes the interim line of an utterance away. */
export function CaptionWithdrawnPush({ captionId }: { captionId: string }) {
  return <RemoveInterim captionId={captionId} />
}
