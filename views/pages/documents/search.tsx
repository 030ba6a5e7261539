import type { AssetUrl } from '../../assets.ts'
import type { Messages } from '../../messages/mod.ts'
import { DocumentsPanel, Passages } from '../../parts/documents_panel.tsx'
import type { ShownPassage } from '../../parts/documents_panel.tsx'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'

/** What the panel of the room shows, for pages without a script. */
export function DocumentsSearchPage({ t, assetUrl, code, passages }: { t: Messages; assetUrl: AssetUrl; code: string; passages: readonly ShownPassage[] }) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.documents.search.title} wide>
      <DocumentsPanel t={t} code={code} />
      <Passages t={t} passages={passages} />
      <p>
        <a href={routes.room.to(code)}>{t.rooms.toRoom}</a>
      </p>
    </Sheet>
  )
}
