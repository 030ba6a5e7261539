import { createHash } from 'node:crypto'
import type { RedisClient } from './connection.ts'

/** Runs a Lua script by its hash, and hands its text in when the server does not know it (any more). */
export function createScript(text: string) {
  const sha = createHash('sha1').update(text).digest('hex')
  return async (client: RedisClient, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> => {
    const given = { keys: [...keys], arguments: args.map(String) }
    try {
      return await client.evalSha(sha, given)
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return await client.eval(text, given)
    }
  }
}
