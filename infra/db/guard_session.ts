import type { Db } from './db.ts'
import { toCallersError } from './errors.ts'

interface Prepared {
  execute(...args: unknown[]): Promise<unknown>
  all(...args: unknown[]): Promise<unknown>
}

interface Session {
  prepareQuery(...args: unknown[]): Prepared
  transaction(...args: unknown[]): Promise<unknown>
}

/** Lets every statement and transaction of a drizzle database reject with what `toCallersError` makes of its error. */
export function guardSession(db: Db): void {
  // Every query builder of drizzle goes through these two methods of the one session.
  const session = db._.session as unknown as Session
  const { prepareQuery, transaction } = session
  session.prepareQuery = (...args) => {
    const prepared = prepareQuery.apply(session, args)
    const { execute, all } = prepared
    prepared.execute = (...values) => translated(() => execute.apply(prepared, values))
    prepared.all = (...values) => translated(() => all.apply(prepared, values))
    return prepared
  }
  session.transaction = (...args) => translated(() => transaction.apply(session, args))
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toCallersError(error)
  }
}
