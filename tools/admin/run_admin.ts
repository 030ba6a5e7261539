import { emailSchema } from '../../domain/account.ts'
import { DomainError } from '../../domain/errors.ts'
import { tierSchema } from '../../domain/tier.ts'
import { changeTier } from '../../functions/accounts/change_tier.ts'
import type { AccountsDeps } from '../../functions/accounts/change_tier.ts'
import { findAccounts } from '../../functions/accounts/find_accounts.ts'
import { makeAdmin } from '../../functions/accounts/make_admin.ts'
import { parseConfig } from '../../infra/config.ts'
import type { Database } from '../../infra/db/db.ts'
import { openDb } from '../../infra/db/open_db.ts'
import { silentLog } from '../../infra/log.ts'
import { SetupError } from '../setup/fail.mjs'

const USAGE = `npm run admin takes one of:
  npm run admin -- tier EMAIL TIER     changes the plan of an account: ${tierSchema.options.join(', ')}
  npm run admin -- admin EMAIL         makes an account an administrator
  npm run admin -- no-admin EMAIL      takes that back
  npm run admin -- accounts [WORDS]    lists accounts, the newest first, whose address holds the words`
const LISTED_MAX = 1_000

export interface AdminOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly write: (line: string) => void
}

/** Runs one command on the database that the environment names. Throws a SetupError that says what to do. */
export async function runAdmin(args: readonly string[], { environment, write }: AdminOptions): Promise<void> {
  const command = readCommand(args)
  const database = await open(environment)
  try {
    await command({ db: database.db, now: Date.now, log: silentLog }, write)
  } catch (error) {
    throw error instanceof DomainError ? new SetupError(`${error.message}.`, { cause: error }) : error
  } finally {
    await database.close()
  }
}

type Command = (deps: AccountsDeps, write: (line: string) => void) => Promise<void>

function readCommand([name = '', ...rest]: readonly string[]): Command {
  if (name === 'tier' && rest.length === 2) {
    const [email, tier] = [readEmail(rest[0]!), tierSchema.safeParse(rest[1])]
    if (!tier.success) throw new SetupError(`There is no tier "${rest[1]}": it is one of ${tierSchema.options.join(', ')}.`)
    return async (deps, write) => {
      const { before, after } = await changeTier(deps, { account: { email }, tier: tier.data }, { by: 'command' })
      write(before === after ? `${email} had ${after} already.` : `${email} now has ${after}; it was ${before}.`)
    }
  }
  if ((name === 'admin' || name === 'no-admin') && rest.length === 1) {
    const email = readEmail(rest[0]!)
    return async (deps, write) => {
      await makeAdmin(deps, { email }, { admin: name === 'admin' })
      write(name === 'admin' ? `${email} is an administrator now.` : `${email} is no administrator any more.`)
    }
  }
  if (name === 'accounts' && rest.length <= 1) {
    return async (deps, write) => {
      const { accounts, more } = await findAccounts(deps, rest[0] ?? '', { limit: LISTED_MAX })
      for (const { email, tier, isAdmin, emailVerified, createdAtMs } of accounts) {
        write([email, tier, ...(isAdmin ? ['administrator'] : []), ...(emailVerified ? [] : ['not confirmed']), new Date(createdAtMs).toISOString().slice(0, 10)].join('\t'))
      }
      if (accounts.length === 0) write('There are no such accounts.')
      if (more) write(`These are the first ${LISTED_MAX}: give words that the address holds.`)
    }
  }
  throw new SetupError(USAGE)
}

function readEmail(typed: string): string {
  const email = emailSchema.safeParse(typed)
  if (!email.success) throw new SetupError(`"${typed}" is no e-mail address.`)
  return email.data
}

async function open(environment: AdminOptions['environment']): Promise<Database> {
  let config
  try {
    config = parseConfig(environment)
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), { cause: error })
  }
  try {
    return await openDb(config)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (config.DATABASE_URL) throw new SetupError(reason, { cause: error })
    const instead = 'While Parley runs on its embedded database, an administrator can do this at /admin/accounts; or stop Parley, run this again, and start it.'
    throw new SetupError(`${reason}\n${instead}`, { cause: error })
  }
}
