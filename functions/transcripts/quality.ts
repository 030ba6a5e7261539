import { eq, sql } from 'drizzle-orm'
import type { Language } from '../../domain/language.ts'
import type { EngineQuality, Rating } from '../../domain/transcript.ts'
import type { Db } from '../../infra/db/db.ts'
import { lines, ratings } from '../../infra/db/schema/mod.ts'

/** How people judged what each engine made of each pair of languages since a time, ms since the epoch. */
export async function translationQuality({ db }: { db: Db }, { sinceMs }: { sinceMs: number }): Promise<EngineQuality[]> {
  const people = (value: Rating) => sql<number>`count(*) filter (where ${ratings.value} = ${value})`.mapWith(Number)
  const rows = await db.select({ engine: ratings.engine, from: lines.language, to: ratings.language, right: people(1), wrong: people(-1) })
    .from(ratings).innerJoin(lines, eq(lines.lineId, ratings.lineId)).where(sql`${ratings.ratedAt} >= ${new Date(sinceMs).toISOString()}::timestamptz`)
    .groupBy(ratings.engine, lines.language, ratings.language).orderBy(ratings.engine, lines.language, ratings.language)
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from as Language, to: to as Language }))
}
