import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export const CLIENT = Object.freeze({ id: 'parley', secret: 'the secret of the client at the provider' })

/** What the provider tells of each person, by the name that they sign in with there. */
export type People = Record<string, { readonly email?: string; readonly email_verified?: boolean; readonly name?: string }>

/** For tests: a real OpenID Connect provider on a free port of this machine, with PKCE required and its own forms. */
export async function startOidcProvider({ redirectUri, people }: { redirectUri: string; people: People }) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // The package has no types of its own.
  const { Provider } = await import('oidc-provider' as string)
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri], grant_types: ['authorization_code'], response_types: ['code'] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: async (_: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ['a key of the test'] },
    features: { devInteractions: { enabled: true } },
  })
  server.on('request', provider.callback())
  return {
    issuer,
    /** Goes through the provider's pages as `login`. @returns the address that the browser is sent back to */
    visit: (url: string, login: string) => visit(url, login, redirectUri),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function visit(start: string, login: string, redirectUri: string): Promise<URL> {
  const jar = new Map<string, string>()
  const ask = async (url: URL, form?: Record<string, string>) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie }, ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}) })
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value) jar.set(name!, value)
      else jar.delete(name!)
    }
    return response
  }
  let [url, response] = [new URL(start), await ask(new URL(start))]
  for (let step = 0; step < 12; step++) {
    const location = response.headers.get('location')
    if (location) {
      url = new URL(location, url)
      if (url.href.startsWith(redirectUri)) return url
      response = await ask(url)
    } else {
      const prompt = /name="prompt" value="(\w+)"/.exec(await response.text())?.[1]
      if (!prompt) throw new Error(`The provider answers ${response.status} at ${url.pathname}`)
      response = await ask(url, { prompt, login, password: 'any' })
    }
  }
  throw new Error('The provider sends the browser in circles')
}
