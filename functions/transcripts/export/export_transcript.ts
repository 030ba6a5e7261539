import { and, eq } from 'drizzle-orm'
import { DomainError } from '../../../domain/errors.ts'
import { languageTag } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'
import type { SpeakerWords } from '../../../domain/speakers.ts'
import { plainText } from '../../../domain/transcript.ts'
import type { ExportFormat } from '../../../domain/transcript.ts'
import type { Db } from '../../../infra/db/db.ts'
import { lineTexts } from '../../../infra/db/schema/mod.ts'
import { readableMeeting } from '../access.ts'
import { exportLines } from './lines.ts'
import { FORMATS } from './formats.ts'

const SLUG_MAX = 60
/** Bytes that are written at once, about. */
const CHUNK_CHARACTERS = 16 * 1024

export interface ExportOptions {
  readonly meetingId: string
  readonly accountId: string
  readonly language: Language
  readonly format: ExportFormat
  /** Who spoke where the name was erased; `?` when left out. */
  readonly nobody?: string
  /** What people at shared microphones are called who have no name; in English when left out. */
  readonly speaker?: SpeakerWords
}

/**
 * A transcript as a file to save: lines in one language, those that were not translated in their own. The body is written while it
 * is read, and stops reading when nobody takes it. Throws DomainError `not-found` for those who may not read it and for a language
 * that no line exists in.
 */
export async function exportTranscript({ db }: { db: Db }, { meetingId, accountId, language, format, nobody = '?', speaker = (number) => `Speaker ${number}` }: ExportOptions): Promise<Response> {
  const { meeting } = await readableMeeting(db, { meetingId, accountId })
  const read = await db.query.lineTexts.findFirst({ columns: { lineId: true }, where: and(eq(lineTexts.meetingId, meetingId), eq(lineTexts.language, language)) })
  if (!read) throw new DomainError('not-found', `Cannot save this transcript in "${language}": nothing was said or read in it`)
  const startedMs = meeting.startedAt.getTime()
  const { contentType, head, line, foot } = FORMATS[format]
  const top = { meetingId, name: plainText(meeting.name).trim(), language, startedMs, endedMs: meeting.endedAt?.getTime() ?? null }

  async function* write() {
    let chunk = head(top)
    let at = 0
    for await (const each of exportLines(db, { meetingId, ...(format === 'json' ? { accountId } : {}), startedMs, language, nobody, speaker })) {
      chunk += line(each, at++, top)
      if (chunk.length < CHUNK_CHARACTERS) continue
      yield chunk
      chunk = ''
    }
    yield chunk + foot
  }
  return new Response(toStream(write()), {
    headers: { 'content-type': contentType, 'content-disposition': `attachment; filename="${fileName(top, format)}"`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
}

/** ASCII letters and digits with dashes: what every system takes. */
function fileName({ name, startedMs, language }: { name: string; startedMs: number; language: Language }, format: ExportFormat): string {
  const slug = name.normalize('NFKD').replace(/đ/gi, 'd').toLowerCase().replace(/\p{M}+/gu, '').replace(/[^a-z0-9]+/g, '-').slice(0, SLUG_MAX).replace(/^-+|-+$/g, '')
  return `${slug || 'transcript'}-${new Date(startedMs).toISOString().slice(0, 10)}-${languageTag(language)}.${format}`
}

function toStream(chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await chunks.return(undefined)
    },
  })
}
