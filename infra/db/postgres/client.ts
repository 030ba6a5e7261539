import type { Sql } from 'postgres'
import type { Connection, Parameters, Rows, RunOptions } from './connection.ts'
import type { Pool } from './pool.ts'

type Run = (text: string, parameters: Parameters, options: RunOptions) => Promise<Rows>

/** What drizzle asks of a `postgres` client. */
interface Client {
  unsafe(text: string, parameters: Parameters, options: RunOptions): PromiseLike<Rows> & { values(): Promise<Rows> }
}

interface TransactionClient extends Client {
  savepoint<T>(work: (client: TransactionClient) => Promise<T>): Promise<T>
}

interface PoolClient extends Client {
  readonly options: Pick<Sql['options'], 'parsers' | 'serializers'>
  begin<T>(work: (client: TransactionClient) => Promise<T>): Promise<T>
}

/** @param types is filled by drizzle, which reads and writes some types itself */
export function createClient(pool: Pool, types: PoolClient['options']): Sql {
  const client: PoolClient = {
    options: types,
    unsafe: unsafeOver((text, parameters, options) => pool.use((connection) => connection.run(text, parameters, options))),
    begin: (work) => pool.use((connection) => transact(connection, work)),
  }
  return client as unknown as Sql
}

async function transact<T>(connection: Connection, work: (client: TransactionClient) => Promise<T>): Promise<T> {
  await connection.run('begin')
  let over = false
  const run: Run = (text, parameters, options) => (over
    ? Promise.reject(new Error('Cannot run a statement in a transaction: it is over'))
    : connection.run(text, parameters, options))
  try {
    const result = await work(transactionClient(run, 0))
    over = true
    // PostgreSQL answers a commit after a failed statement with a rollback, and no error.
    const { command } = await connection.run('commit')
    if (command === 'ROLLBACK') throw new Error('Cannot commit the transaction: one of its statements failed')
    return result
  } catch (error) {
    // Nobody else may continue a transaction that could not be ended.
    if (!over) await connection.run('rollback').catch((cause) => connection.lose(cause))
    over = true
    throw error
  }
}

function transactionClient(run: Run, depth: number): TransactionClient {
  return {
    unsafe: unsafeOver(run),
    async savepoint(work) {
      const name = `s${depth}`
      await run(`savepoint ${name}`, [], {})
      try {
        const result = await work(transactionClient(run, depth + 1))
        await run(`release savepoint ${name}`, [], {})
        return result
      } catch (error) {
        await run(`rollback to savepoint ${name}`, [], {})
        throw error
      }
    },
  }
}

/** A statement runs when it is awaited, as the driver's own do. */
function unsafeOver(run: Run): Client['unsafe'] {
  return (text, parameters, options) => ({
    values: () => run(text, parameters, { ...options, values: true }),
    then: (onRows, onError) => run(text, parameters, options).then(onRows, onError),
  })
}
