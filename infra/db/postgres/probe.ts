import postgres from 'postgres'
import { DeadlineError, withDeadline } from '../../deadline.ts'
import { isUnavailable } from '../errors.ts'

const ANSWER_MS = 2_000
/** It answers, though with a refusal. */
const TOO_MANY_CONNECTIONS = '53300'

/** Asks PostgreSQL over a connection of its own whether it answers at all, within two seconds; who asks meanwhile gets the same answer. */
export function createProbe(url: string): () => Promise<boolean> {
  let asked: Promise<boolean> | null = null
  return () => asked ??= probe(url).finally(() => {
    asked = null
  })
}

async function probe(url: string): Promise<boolean> {
  const connection = postgres(url, { max: 1, max_lifetime: null, connect_timeout: ANSWER_MS / 1_000, onnotice: () => {}, fetch_types: false })
  try {
    await withDeadline(ANSWER_MS, [], async () => await connection`select 1`)
    return true
  } catch (error) {
    return !(error instanceof DeadlineError || isUnavailable(error)) || (error as { code?: string }).code === TOO_MANY_CONNECTIONS
  } finally {
    connection.end({ timeout: 0 }).catch(() => {})
  }
}
