import type { Language } from '../../domain/language.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import { Mark } from '../parts/brand.tsx'
import { focusedField, type FormErrors, type JoinForm } from '../parts/form.ts'
import { LanguageFields } from '../parts/language_fields.tsx'
import { NameField } from '../parts/name_field.tsx'
import { routes } from '../routes.ts'

export interface HomePageProps {
  readonly assetUrl: AssetUrl
  readonly form: JoinForm
  readonly errors?: FormErrors
  /** Something that is wrong with no single field. */
  readonly problem?: string
  /** Languages that this server can translate into. */
  readonly readable: readonly Language[]
}

/** `/`: one form that starts a meeting. */
export function HomePage({ assetUrl, form, errors = {}, problem, readable }: HomePageProps) {
  const focused = focusedField(form, errors)
  return (
    <Layout
      title={Object.keys(errors).length > 0 ? 'Check the form · Parley' : 'Parley'}
      assetUrl={assetUrl}
      bodyClass='page page-home'
    >
      <main id={ids.main} class='sheet'>
        <div class='brand'>
          <Mark />
          <h1>Parley</h1>
        </div>
        <p class='lead'>A video meeting in which everyone speaks and reads their own language.</p>
        {problem && <p class='note' data-tone='danger' role='alert'>{problem}</p>}
        <form method='post' action={routes.rooms.to()} class='stack' novalidate>
          <NameField value={form.name} error={errors.name} focused={focused === 'name'} />
          <LanguageFields
            speaks={form.speaks}
            reads={form.reads}
            errors={errors}
            focused={focused}
            readable={readable}
          />
          <button class='button button-primary button-wide' type='submit'>Start a meeting</button>
        </form>
        <p class='hint'>
          You get a link to send to the others. Sound is never kept; the text is gone when the meeting ends.
        </p>
      </main>
    </Layout>
  )
}
