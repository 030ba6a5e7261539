const room = (code: string): string => `/rooms/${encodeURIComponent(code)}`

/** Every address of the pages: `path` for the server's router, `to` for links and forms. */
export const routes = Object.freeze({
  home: { path: '/' as const, to: () => '/' },
  rooms: { path: '/rooms' as const, to: () => '/rooms' },
  room: { path: '/rooms/:code' as const, to: room },
  join: { path: '/rooms/:code/join' as const, to: (code: string) => `${room(code)}/join` },
  leave: { path: '/rooms/:code/leave' as const, to: (code: string) => `${room(code)}/leave` },
  preferences: { path: '/rooms/:code/preferences' as const, to: (code: string) => `${room(code)}/preferences` },
  signal: { path: '/rooms/:code/signal' as const, to: (code: string) => `${room(code)}/signal` },
  hub: { path: '/rooms/:code/hub' as const, to: (code: string) => `${room(code)}/hub` },
  register: { path: '/register' as const, to: () => '/register' },
  /** `next`: a path of our own to come back to. */
  signIn: { path: '/sign-in' as const, to: (next?: string) => (next === undefined ? '/sign-in' : `/sign-in?next=${encodeURIComponent(next)}`) },
  oidc: { path: '/sign-in/oidc' as const, to: (next?: string) => (next === undefined ? '/sign-in/oidc' : `/sign-in/oidc?next=${encodeURIComponent(next)}`) },
  oidcCallback: { path: '/sign-in/oidc/callback' as const, to: () => '/sign-in/oidc/callback' },
  signOut: { path: '/sign-out' as const, to: () => '/sign-out' },
  verify: { path: '/verify/:token' as const, to: (token: string) => `/verify/${encodeURIComponent(token)}` },
  reset: { path: '/reset' as const, to: () => '/reset' },
  resetLink: { path: '/reset/:token' as const, to: (token: string) => `/reset/${encodeURIComponent(token)}` },
  account: { path: '/account' as const, to: () => '/account' },
  accountPassword: { path: '/account/password' as const, to: () => '/account/password' },
  accountSignOut: { path: '/account/sign-out-everywhere' as const, to: () => '/account/sign-out-everywhere' },
  accountDelete: { path: '/account/delete' as const, to: () => '/account/delete' },
  assets: { path: '/assets/:file' as const, to: (file: string) => `/assets/${file}` },
})

/** Query of the hub's address: the last final caption that the page shows; what came after it is replayed. */
export const HUB_AFTER = 'after'

/** Names of the fields of the forms on the home, pre-join and room pages. */
export const fields = Object.freeze({ name: 'name', speaks: 'speaks', reads: 'reads', hears: 'hears' } as const)
export type FieldName = keyof typeof fields

/** The value of *I speak* that means: detect it. */
export const DETECT = 'auto'
