import type { Child } from 'hono/jsx'
import type { Problem } from '../../domain/errors.ts'
import type { Room } from '../../domain/room.ts'
import type { AssetUrl } from '../assets.ts'
import { ids } from '../ids.ts'
import { Layout } from '../layout.tsx'
import { Mark } from '../parts/brand.tsx'
import { routes } from '../routes.ts'

interface MessagePageProps {
  readonly assetUrl: AssetUrl
  readonly title: string
  readonly children?: Child
}

/** A page that says one thing and what to do about it. */
function MessagePage({ assetUrl, title, children }: MessagePageProps) {
  return (
    <Layout title={`${title} · Parley`} assetUrl={assetUrl} bodyClass='page page-message'>
      <main id={ids.main} class='sheet'>
        <p class='brand'>
          <Mark /> <span class='brand-name'>Parley</span>
        </p>
        <h1 class='message-title'>{title}</h1>
        {children}
      </main>
    </Layout>
  )
}

function HomeLink() {
  return <a class='button button-primary' href={routes.home.to()}>Start a new meeting</a>
}

/** 404. With a code: nobody has a meeting under it. */
export function NotFoundPage({ assetUrl, code }: { assetUrl: AssetUrl; code?: string }) {
  return (
    <MessagePage assetUrl={assetUrl} title={code === undefined ? 'Page not found' : 'Meeting not found'}>
      {code === undefined ? <p>There is no page at this address.</p> : (
        <p>
          There is no meeting with the code{' '}
          <span class='code' dir='ltr'>{code}</span>. It may have ended, or the link may be cut short: a code looks like
          {' '}
          <span class='code'>abcd-efgh-jkmn</span>.
        </p>
      )}
      <p>
        <HomeLink />
      </p>
    </MessagePage>
  )
}

/** 409: nobody more fits in. */
export function RoomFullPage({ assetUrl, room }: { assetUrl: AssetUrl; room: Room }) {
  return (
    <MessagePage assetUrl={assetUrl} title='This meeting is full'>
      <p>
        {`${room.peopleMax} of ${room.peopleMax} people are in the meeting. As soon as someone leaves, you can join.`}
      </p>
      <p class='actions'>
        <a class='button button-primary' href={routes.room.to(room.roomId)}>Try again</a>
        <a class='button' href={routes.home.to()}>Start a new meeting</a>
      </p>
    </MessagePage>
  )
}

/** Any other refusal or failure; `problem` comes from domain/errors.ts, so it shows nothing of the inside. */
export function ErrorPage({ assetUrl, problem, retryTo }: { assetUrl: AssetUrl; problem: Problem; retryTo?: string }) {
  return (
    <MessagePage assetUrl={assetUrl} title={problem.title}>
      <p>{problem.detail}</p>
      <p class='actions'>
        {retryTo !== undefined && <a class='button button-primary' href={retryTo}>Try again</a>}
        <a class='button' href={routes.home.to()}>To the start page</a>
      </p>
    </MessagePage>
  )
}
