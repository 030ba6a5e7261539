import type { Viewer } from '../../domain/account.ts'
import type { Reading } from '../../domain/language_state.ts'
import { TIERS } from '../../domain/tier.ts'
import type { MeetingSummary } from '../../domain/transcript.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import type { Messages } from '../messages/mod.ts'
import { AccountMenu, SignInLinks } from '../parts/account_menu.tsx'
import { Mark } from '../parts/brand.tsx'
import { focusedField, type FormErrors, type JoinForm } from '../parts/form.ts'
import { MyRooms, RecentTranscripts, type RoomCard, Upcoming } from '../parts/home_lists.tsx'
import { LanguageFields } from '../parts/language_fields.tsx'
import { NameField } from '../parts/name_field.tsx'
import { routes } from '../routes.ts'

/** What someone who is signed in finds; null for what cannot be asked for just now. */
export interface HomeOverview {
  readonly viewer: Pick<Viewer, 'name' | 'isAdmin' | 'tier'>
  readonly rooms: { readonly rooms: readonly RoomCard[]; readonly upcoming: readonly RoomCard[] } | null
  readonly meetings: readonly MeetingSummary[] | null
}

export interface HomePageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly form: JoinForm
  readonly errors?: FormErrors
  /** Something that is wrong with no single field. */
  readonly problem?: string
  /** Which languages can be read here, and what the others take. */
  readonly reading: Reading
  /** Whether texts may go to Google to be spoken. */
  readonly google?: boolean
  /** Whether people can have accounts here. */
  readonly signIn?: boolean
  /** Null for guests. */
  readonly overview?: HomeOverview | null
}

/** `/`: one form that starts a meeting, and for who is signed in what is theirs. */
export function HomePage(props: HomePageProps) {
  const { t, assetUrl, errors = {}, signIn = false, overview = null } = props
  return (
    <Layout
      t={t}
      title={Object.keys(errors).length > 0 ? t.common.title(t.common.checkForm) : t.common.parley}
      assetUrl={assetUrl}
      bodyClass={overview ? 'page page-overview' : 'page page-home'}
      scripts={overview ? ['local_time.js'] : []}
      here={routes.home.to()}
    >
      <main id={ids.main} class={overview ? 'overview' : 'home'}>
        {overview && <AccountMenu t={t} viewer={overview.viewer} />}
        <div class='sheet'>
          <div class='brand'>
            <Mark />
            <h1>{t.common.parley}</h1>
          </div>
          {!overview && <p class='lead'>{t.home.lead}</p>}
          <StartForm {...props} />
          {!overview && <p class='hint'>{t.home.hint}</p>}
          {signIn && !overview && <SignInLinks t={t} />}
        </div>
        {overview && (
          <div class='home-sections'>
            <Upcoming t={t} items={overview.rooms?.upcoming ?? null} />
            <MyRooms t={t} items={overview.rooms?.rooms ?? null} />
            <RecentTranscripts t={t} items={overview.meetings} />
          </div>
        )}
      </main>
    </Layout>
  )
}

function StartForm({ t, form, errors = {}, problem, reading, google, overview }: HomePageProps) {
  // The room will be theirs; who is not signed in opens a guests' room.
  const cloned = TIERS[overview?.viewer.tier ?? 'free'].clonedVoice
  const focused = focusedField(form, errors)
  return (
    <>
      {problem && <p class='note' data-tone='danger' role='alert'>{problem}</p>}
      <form method='post' action={routes.rooms.to()} class='stack' novalidate>
        <NameField t={t} value={form.name} error={errors.name} focused={focused === 'name'} />
        <LanguageFields t={t} speaks={form.speaks} reads={form.reads} hears={form.hears} cloned={cloned} google={google} errors={errors} focused={focused} reading={reading} />
        <button class='button button-primary button-wide' type='submit'>{t.home.start}</button>
      </form>
    </>
  )
}
