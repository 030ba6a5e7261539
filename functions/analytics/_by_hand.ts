import { USAGE_KINDS } from '../../domain/analytics.ts'
import type { Analytics, AnalyticsPerson } from '../../domain/analytics.ts'
import type { Db } from '../../infra/db/db.ts'
import { dubs, lines, lineTexts, meetingPeople, meetings, meetingUsage, ratings, textMeasures } from '../../infra/db/schema/mod.ts'
import { TICK_MS } from './testing.ts'

/**
 * For tests: the same figures out of plain rows, without any SQL but `select *`: each tenth of a second of speech is looked at by itself, and
 * each moment's day is asked for by itself. Times have to be multiples of {@link TICK_MS}.
 */
export async function countByHand(db: Db, { isTheirs, days, timeZone, named }: {
  readonly isTheirs: (meeting: typeof meetings.$inferSelect) => boolean
  readonly days: readonly string[]
  readonly timeZone: string
  readonly named: boolean
}): Promise<Analytics> {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const shown = (at: Date) => days.includes(format.format(at))
  const theirs = new Set((await db.select().from(meetings)).filter(isTheirs).map(({ meetingId }) => meetingId))
  const own = <Row extends { readonly meetingId: string }>(rows: readonly Row[]) => rows.filter(({ meetingId }) => theirs.has(meetingId))
  const [allLines, allMeasures, people] = [own(await db.select().from(lines)), own(await db.select().from(textMeasures)), await db.select().from(meetingPeople)]
  const lineOf = new Map(allLines.map((line) => [line.lineId, line]))

  const speech = allLines.filter(({ kind }) => kind === 'speech').sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.lineId < b.lineId ? -1 : 1))
  const [talking, heard] = [new Set<string>(), new Set<string>()]
  const said = speech.map((line) => {
    let [talkMs, heardMs] = [0, 0]
    for (let at = line.startedAt.getTime(); at < line.endedAt.getTime(); at += TICK_MS) {
      const [mine, anyone] = [`${line.meetingId} ${line.peerId} ${at}`, `${line.meetingId} ${at}`]
      if (!talking.has(mine)) talkMs += TICK_MS
      if (!heard.has(anyone)) heardMs += TICK_MS
      talking.add(mine)
      heard.add(anyone)
    }
    const account = people.find(({ meetingId, peerId }) => meetingId === line.meetingId && peerId === line.peerId)?.accountId ?? line.accountId
    return { ...line, talkMs, heardMs, account }
  }).filter(({ startedAt }) => shown(startedAt))

  const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  const percentiles = (lags: readonly number[]) => {
    const sorted = [...lags].sort((a, b) => a - b)
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!
    return sorted.length === 0 ? null : { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
  }
  const measures = allMeasures.filter(({ lineId }) => shown(lineOf.get(lineId)!.startedAt))
  const judged = (await db.select().from(ratings)).flatMap((rating) => {
    const line = lineOf.get(rating.lineId)
    return line && shown(line.startedAt) ? [{ ...rating, line }] : []
  })
  const spoken = own(await db.select().from(dubs))
  const usage = own(await db.select().from(meetingUsage))
  const began = (await db.select().from(meetings)).filter(isTheirs)
  const translated = own(await db.select().from(lineTexts)).filter(({ lineId, original }) => !original && lineOf.get(lineId)!.kind === 'speech' && shown(lineOf.get(lineId)!.startedAt))

  const languages = [...new Set([...said, ...translated].map(({ language }) => language))].map((language) => ({
    language, captions: said.filter((line) => line.language === language).length,
    talkMs: sum(said.filter((line) => line.language === language), ({ talkMs }) => talkMs), translated: translated.filter((text) => text.language === language).length,
  }))
  // What a guest was called last in a meeting, so that who changed their name there stays one person.
  const lastName = new Map(said.map((line) => [`${line.meetingId} ${line.peerId} ${line.language}`, line.speakerName]))
  const keyOf = (line: (typeof said)[number]) => line.account ?? `guest ${lastName.get(`${line.meetingId} ${line.peerId} ${line.language}`)}`
  const persons = [...new Set(said.map(keyOf))].map((key) => {
    const of = said.filter((line) => keyOf(line) === key)
    return { name: of.at(-1)!.speakerName, guest: of.at(-1)!.account === null && of.at(-1)!.speakerName !== '', of }
  })
  return {
    timeZone, lag: percentiles(measures.map(({ lagMs }) => lagMs)),
    days: days.map((day) => {
      const on = (at: Date) => format.format(at) === day
      const measured = measures.filter(({ lineId }) => on(lineOf.get(lineId)!.startedAt))
      const dubbed = (state: string) => spoken.filter((dub) => dub.state === state && on(dub.requestedAt))
      return {
        day, meetings: began.filter(({ startedAt }) => on(startedAt)).length,
        captions: said.filter(({ startedAt }) => on(startedAt)).length,
        talkMs: sum(said.filter(({ startedAt }) => on(startedAt)), ({ talkMs }) => talkMs), heardMs: sum(said.filter(({ startedAt }) => on(startedAt)), ({ heardMs }) => heardMs),
        measured: measured.length, lag: percentiles(measured.map(({ lagMs }) => lagMs)),
        translations: measured.filter(({ cached }) => cached !== null).length, cached: measured.filter(({ cached }) => cached).length,
        right: judged.filter(({ line, value }) => on(line.startedAt) && value === 1).length, wrong: judged.filter(({ line, value }) => on(line.startedAt) && value === -1).length,
        clones: dubbed('ready').length, cloneMs: sum(dubbed('ready'), ({ durationMs }) => durationMs!), quickVoices: dubbed('quick').length, failedVoices: dubbed('failed').length,
        usage: Object.fromEntries(USAGE_KINDS.map((kind) => [kind, sum(usage.filter((row) => row.kind === kind && on(row.usedAt)), ({ count }) => count)])),
      }
    }) as unknown as Analytics['days'],
    languages: languages.sort((a, b) => b.talkMs - a.talkMs || b.translated - a.translated || (a.language < b.language ? -1 : 1)) as Analytics['languages'],
    people: named
      ? persons.sort((a, b) => sum(b.of, ({ talkMs }) => talkMs) - sum(a.of, ({ talkMs }) => talkMs) || a.name.localeCompare(b.name, 'en')).flatMap(({ of, ...person }, at) => (
        [...new Set(of.map(({ language }) => language))].map((language) => {
          const lines = of.filter((line) => line.language === language)
          return { number: at + 1, ...person, language, captions: lines.length, talkMs: sum(lines, ({ talkMs }) => talkMs) }
        }).sort((a, b) => b.talkMs - a.talkMs || (a.language < b.language ? -1 : 1)))) as AnalyticsPerson[]
      : null,
    quality: [...new Set(judged.map(({ engine, line, language }) => `${engine} ${line.language} ${language}`))].sort().map((key) => {
      const of = judged.filter(({ engine, line, language }) => `${engine} ${line.language} ${language}` === key)
      const [engine, from, to] = key.split(' ')
      return { engine, from, to, right: of.filter(({ value }) => value === 1).length, wrong: of.filter(({ value }) => value === -1).length }
    }) as Analytics['quality'],
  }
}
