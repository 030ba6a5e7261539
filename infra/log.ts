export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
export type LogFields = Readonly<Record<string, unknown>>

/** One JSON line an event. Fields that every part shares: requestId roomId peerId segmentId language queueMs transcribeMs translateMs outcome. */
export interface Log {
  debug(event: string, fields?: LogFields): void
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields): void
  with(fields: LogFields): Log
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
/** Never written, whatever a caller hands in. */
const SECRET = /key|token|secret|password|cookie|authorization/i

/** @param write takes one line without its newline */
export function createLog({ level, write }: { level: LogLevel; write: (line: string) => void }, bound: LogFields = {}): Log {
  const at = (own: LogLevel) => (event: string, fields: LogFields = {}) => {
    if (ORDER.indexOf(own) < ORDER.indexOf(level)) return
    write(JSON.stringify({ time: new Date().toISOString(), level: own, event, ...bound, ...fields }, redact))
  }
  return {
    debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'),
    with: (fields) => createLog({ level, write }, { ...bound, ...fields }),
  }
}

/** For tests and tools that want silence. */
export const silentLog: Log = createLog({ level: 'error', write: () => {} })

function redact(key: string, value: unknown): unknown {
  if (SECRET.test(key) && typeof value === 'string') return '[redacted]'
  if (value instanceof Error) {
    return { name: value.name, message: value.message, ...('code' in value ? { code: value.code } : {}), stack: value.stack, ...(value.cause === undefined ? {} : { cause: String(value.cause) }) }
  }
  return value
}
