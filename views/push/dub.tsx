import type { Dub } from '../../domain/dub.ts'
import { ids, pushTo } from '../ids.ts'
import type { Messages } from '../messages/mod.ts'
import { CaptionDub } from '../parts/dub.tsx'

/** Puts a dub's player on its caption's line; nowhere when the page does not show that line. */
export function DubPush({ t, dub }: { t: Messages; dub: Dub }) {
  return (
    <ol hx-swap-oob={pushTo('update', ids.captions)}>
      <CaptionDub t={t} dub={dub} />
    </ol>
  )
}
