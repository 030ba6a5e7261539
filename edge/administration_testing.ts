import { eq } from 'drizzle-orm'
import type { Tier } from '../domain/tier.ts'
import type { Rooms } from '../functions/rooms/rooms.ts'
import { accounts } from '../infra/db/schema/mod.ts'
import type { Administration, AdministrationDeps } from './open_administration.tsx'
import { openAdministration } from './open_administration.tsx'
import { openTestEdge } from './pages/account/testing.ts'
import type { TestEdgeOptions } from './pages/account/testing.ts'

export const BILLING_SECRET = 'a billing secret of the test'

let count = 0

/** For tests: the edge's app with accounts, plans, keys and teams on a database in memory. */
export async function openAdministeredEdge({ rooms, ...options }: Omit<TestEdgeOptions, 'parts'> & { rooms?: (ports: Pick<AdministrationDeps, 'db' | 'clock' | 'log'>) => Rooms } = {}) {
  let opened: Administration | undefined
  const edge = await openTestEdge({
    ...options,
    parts: (ports) => {
      opened = openAdministration({ ...ports, config: { BILLING_WEBHOOK_SECRET: BILLING_SECRET } })
      return { administration: opened, ...(rooms ? { rooms: rooms(ports) } : {}) }
    },
  })
  return {
    ...edge,
    keys: opened!.keys,
    /** Someone who is signed in, at an address of their own. */
    async signedUp({ tier = 'free', isAdmin = false, email = `someone${count + 1}@example.org`, name = 'Ada' }: { tier?: Tier; isAdmin?: boolean; email?: string; name?: string } = {}) {
      const number = ++count
      const browser = edge.browser({ address: `198.51.${100 + Math.floor(number / 200)}.${number % 200}` })
      await browser.post('/register', { name, email, password: 'difference engine' })
      await browser.post(edge.mailedPath(), {})
      const [row] = await edge.db.update(accounts).set({ tier, isAdmin }).where(eq(accounts.email, email)).returning()
      return { browser, email, accountId: row!.accountId }
    },
  }
}
