import { DomainError } from '../../domain/errors.ts'

/** Codes of the driver, the socket and PostgreSQL that mean: not now, perhaps later. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  'CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT',
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT',
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, and a session that was ended
  '57P01', '57P02', '57P03', '53300', '08000', '08003', '08006',
])

const QUERY_CANCELED = '57014'
/** Values that a column can never hold: a null byte, a word for an id, a time or a number beyond every calendar and type. */
const IMPOSSIBLE: ReadonlySet<string> = new Set(['22003', '22007', '22008', '22009', '22021', '22P02', '22P05'])

/** Whether an error of a driver means that the database cannot be reached now. */
export function isUnavailable(error: unknown): boolean {
  return UNAVAILABLE.has(codeOf(error)) || /^PGlite is clos/.test(messageOf(error))
}

/**
 * What a caller of the database gets for an error of its driver: DomainError `unavailable` when the database cannot be reached,
 * `timeout` when it gave a statement up, `invalid-input` for a value that it can never hold, otherwise the driver's own error. drizzle's wrapper, whose text holds every parameter, goes.
 */
export function toCallersError(error: unknown): unknown {
  if (error instanceof DomainError) return error
  const chain = [...causes(error)]
  const away = chain.find(isUnavailable)
  if (away) return new DomainError('unavailable', 'Cannot reach the database: try again in a moment', { cause: away })
  const late = chain.find((cause) => codeOf(cause) === QUERY_CANCELED)
  if (late) return new DomainError('timeout', 'The database took too long for a statement', { cause: late })
  const impossible = chain.find((cause) => IMPOSSIBLE.has(codeOf(cause)))
  if (impossible) return new DomainError('invalid-input', 'Cannot use a value of the request: there can be nothing that is called or counted so', { cause: withoutParameters(impossible) })
  const own = error instanceof Error && error.message.startsWith('Failed query:') && error.cause ? error.cause : error
  return withoutParameters(own)
}

/** PGlite keeps them on its error, where a log or a printed stack would show them. */
function withoutParameters(error: unknown): unknown {
  if (error instanceof Error && 'params' in error) delete error.params
  return error
}

/**
 * @param constraint the name of a unique index or primary key; any when left out
 * @returns whether a statement failed because a row with that key exists
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  for (const cause of causes(error)) {
    if (codeOf(cause) !== '23505') continue
    const { constraint: ofPglite, constraint_name: ofPostgres } = cause as { constraint?: string; constraint_name?: string }
    return constraint === undefined || constraint === (ofPostgres ?? ofPglite)
  }
  return false
}

function* causes(error: unknown): Generator<unknown> {
  for (let cause = error; cause !== undefined && cause !== null; cause = (cause as { cause?: unknown }).cause) yield cause
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}
