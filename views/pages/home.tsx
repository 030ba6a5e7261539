import type { Language } from '../../domain/language.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { Mark } from '../parts/brand.tsx'
import { focusedField, type FormErrors, type JoinForm } from '../parts/form.ts'
import { LanguageFields } from '../parts/language_fields.tsx'
import { NameField } from '../parts/name_field.tsx'
import { routes } from '../routes.ts'

export interface HomePageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly form: JoinForm
  readonly errors?: FormErrors
  /** Something that is wrong with no single field. */
  readonly problem?: string
  /** Languages that this server can translate into. */
  readonly readable: readonly Language[]
}

/** `/`: one form that starts a meeting. */
export function HomePage({ t, assetUrl, form, errors = {}, problem, readable }: HomePageProps) {
  const focused = focusedField(form, errors)
  return (
    <Layout
      t={t}
      title={Object.keys(errors).length > 0 ? t.common.title(t.common.checkForm) : t.common.parley}
      assetUrl={assetUrl}
      bodyClass='page page-home'
      here={routes.home.to()}
    >
      <main id={ids.main} class='sheet'>
        <div class='brand'>
          <Mark />
          <h1>{t.common.parley}</h1>
        </div>
        <p class='lead'>{t.home.lead}</p>
        {problem && <p class='note' data-tone='danger' role='alert'>{problem}</p>}
        <form method='post' action={routes.rooms.to()} class='stack' novalidate>
          <NameField t={t} value={form.name} error={errors.name} focused={focused === 'name'} />
          <LanguageFields
            t={t}
            speaks={form.speaks}
            reads={form.reads}
            errors={errors}
            focused={focused}
            readable={readable}
          />
          <button class='button button-primary button-wide' type='submit'>{t.home.start}</button>
        </form>
        <p class='hint'>{t.home.hint}</p>
      </main>
    </Layout>
  )
}
