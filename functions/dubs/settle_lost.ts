import { and, asc, inArray, lt } from 'drizzle-orm'
import { dubs } from '../../infra/db/schema/mod.ts'
import type { DubsDeps } from './context.ts'
import { settleDub } from './speak_quick.ts'

/** Work on a caption takes a minute, and waits for the database for twelve hours at most. */
const LOST_MS = 24 * 60 * 60_000
const AT_ONCE = 100

/**
 * Ends dubs whose work was lost, as with Temporal's database, so that no line says for ever that its voice is being made: with the quick voice
 * where there is one. Work that comes back finds them over. @returns how many. Throws what the database and the bus throw.
 */
export async function settleLostDubs(deps: DubsDeps): Promise<number> {
  const lost = and(inArray(dubs.state, ['queued', 'working']), lt(dubs.requestedAt, new Date(deps.now() - LOST_MS)))
  let settled = 0
  for (;;) {
    const rows = await deps.db.select({ dubId: dubs.dubId }).from(dubs).where(lost).orderBy(asc(dubs.requestedAt)).limit(AT_ONCE)
    if (rows.length === 0) break
    for (const { dubId } of rows) await settleDub(deps, dubId, { cause: 'workflows' })
    settled += rows.length
  }
  if (settled > 0) deps.log.warn('dubs-lost', { dubs: settled })
  return settled
}
