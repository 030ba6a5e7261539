import { Hono } from 'hono'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import type { Viewer } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { languageSchema } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'
import { correctedTextSchema, exportFormatSchema } from '../../../domain/transcript.ts'
import type { SpeakerNames } from '../../../functions/diarization/name_speaker.ts'
import { correctLine } from '../../../functions/transcripts/correct_line.ts'
import { deleteMeeting } from '../../../functions/transcripts/erase_meeting.ts'
import { exportTranscript } from '../../../functions/transcripts/export/export_transcript.ts'
import { listMeetings } from '../../../functions/transcripts/list_meetings.ts'
import { rateLine } from '../../../functions/transcripts/rate_line.ts'
import { searchTranscripts } from '../../../functions/transcripts/search.ts'
import { readTranscript } from '../../../functions/transcripts/transcript.ts'
import type { Blobs } from '../../../infra/blob/blob.ts'
import type { Db } from '../../../infra/db/db.ts'
import type { Log } from '../../../infra/log.ts'
import type { Translator } from '../../../models/translation/translator.ts'
import type { AssetUrl } from '../../../views/mod.ts'
import { routes } from '../../../views/mod.ts'
import { DeleteTranscriptPage, Line, Lines, Results, TranscriptPage, TranscriptsPage } from '../../../views/pages/transcripts/mod.ts'
import type { LinesProps } from '../../../views/pages/transcripts/mod.ts'
import { Thumbs } from '../../../views/parts/thumbs.tsx'
import type { AccountSession } from '../../gateway/account_session.ts'
import type { MessagesOf } from '../../gateway/locale.ts'
import { readSpeakerName } from '../speaker_name.ts'
import { readAnswer, readDeleted, readShown, readViewFields } from './query.ts'

/** A corrected text in a form, escaped, with what else the form sends. */
const FORM_MAX_BYTES = 32 * 1024

/** What the history needs, beyond what every page has. */
export interface HistoryPorts {
  readonly db: Db
  readonly blob: Pick<Blobs, 'deletePrefix'>
  readonly translator: Pick<Translator, 'translate'>
  readonly now: () => number
  readonly log: Log
}

export interface TranscriptPagesDeps extends HistoryPorts {
  /** Names people who were told apart at shared microphones. */
  readonly speakers?: Pick<SpeakerNames, 'inTranscript'> | undefined
  readonly accounts: AccountSession
  readonly messages: MessagesOf
  readonly assetUrl: AssetUrl
}

/** `/transcripts` and below, for who is signed in: every form works without a script (303 after POST), htmx gets fragments. */
export function createTranscriptPagesApp(deps: TranscriptPagesDeps) {
  const { db, accounts, messages, assetUrl } = deps

  const open = async (c: Context, viewer: Viewer) => {
    const { meeting: meetingId, cursor, at } = { meeting: c.req.param('meeting')!, cursor: c.req.query('cursor') || undefined, at: c.req.query('at') || undefined }
    const transcript = await readTranscript({ db }, { meetingId, accountId: viewer.accountId, cursor, at })
    return { transcript, t: await messages(c) }
  }
  const page = async (c: Context, viewer: Viewer, { transcript, wrong }: { transcript?: LinesProps['transcript']; wrong?: LinesProps['wrong'] } = {}) => {
    const t = await messages(c)
    const read = transcript ?? (await open(c, viewer)).transcript
    const shown = readShown(c, { available: read.languages, locale: t.locale })
    if (isFragment(c)) return c.html(<Lines t={t} transcript={read} shown={shown} />)
    const stale = (c.req.query('stale') ?? '').split(',').flatMap((code) => languageSchema.safeParse(code).data ?? [])
    return c.html(<TranscriptPage t={t} assetUrl={assetUrl} transcript={read} shown={shown} stale={stale} wrong={wrong} />, wrong ? 422 : 200)
  }

  const app = new Hono()
  for (const path of ['/transcripts', '/transcripts/*']) {
    app.use(path, compress())
    app.use(path, bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } }))
  }
  return app
    .get(routes.transcripts.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const query = (c.req.query('q') ?? '').trim()
      const language = languageSchema.safeParse(c.req.query('in')).data ?? null
      const cursor = c.req.query('cursor') || undefined
      const found = query
        ? { hits: await searchTranscripts({ db }, { accountId, query }, { cursor, language: language ?? undefined }) }
        : { meetings: await listMeetings({ db }, accountId, { cursor }) }
      const t = await messages(c)
      const results = { t, query, language, found }
      if (isFragment(c)) return c.html(<Results {...results} />)
      return c.html(<TranscriptsPage {...results} assetUrl={assetUrl} deleted={readDeleted(c)} />)
    })
    .get(routes.transcript.path, async (c) => page(c, await accounts.require(c)))
    .post(routes.correction.path, async (c) => {
      const viewer = await accounts.require(c)
      const { meeting: meetingId, line: lineId } = c.req.param()
      const body = await c.req.parseBody()
      const language = requireLanguage(body.language)
      const text = typeof body.text === 'string' ? body.text : ''
      const view = readViewFields(body)
      const parsed = correctedTextSchema.safeParse(text)
      if (!parsed.success) {
        // The page as it was, with the form open and what was typed in it.
        const wrong = { lineId, language, text, error: parsed.error.issues[0]!.message === 'long' ? 'long' as const : 'empty' as const }
        const transcript = await readTranscript({ db }, { meetingId, accountId: viewer.accountId, cursor: view.cursor, at: view.at ?? (view.cursor ? undefined : lineId) })
        const line = transcript.page.find((each) => each.lineId === lineId)
        if (!line) throw new DomainError('not-found', 'Cannot correct this line: it is not in this transcript')
        if (!isFragment(c)) return page(c, viewer, { transcript, wrong })
        const t = await messages(c)
        const shown = readShown(c, { available: transcript.languages, locale: t.locale, view })
        return c.html(<Line t={t} line={line} startMs={transcript.startMs} shown={shown} wrong={wrong} />)
      }
      const { line, stale } = await correctLine(deps, { meetingId, lineId, language, text: parsed.data }, { ...viewer, signal: c.req.raw.signal })
      if (!isFragment(c)) return c.redirect(routes.transcriptLine.to(meetingId, lineId, { ...view, stale: stale.join(',') || undefined }), 303)
      const t = await messages(c)
      const { startMs, languages } = await readTranscript({ db }, { meetingId, accountId: viewer.accountId, at: lineId })
      return c.html(<Line t={t} line={line} startMs={startMs} shown={readShown(c, { available: languages, locale: t.locale, view })} stale={stale} />)
    })
    .post(routes.rating.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const { meeting: meetingId, line: lineId } = c.req.param()
      const body = await c.req.parseBody()
      const [language, value, view] = [requireLanguage(body.language), readAnswer(body.value), readViewFields(body)]
      const line = await rateLine(deps, { meetingId, lineId, language, value }, { accountId })
      if (!isFragment(c)) return c.redirect(routes.transcriptLine.to(meetingId, lineId, view), 303)
      const text = line.texts.find((each) => each.language === language)!
      return c.html(<Thumbs t={await messages(c)} action={routes.rating.to(meetingId, lineId)} language={language} mine={text.mine} counts={text} also={{ ...view }} />)
    })
    .post(routes.lineSpeakerName.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const { meeting: meetingId, number } = c.req.param()
      const body = await c.req.parseBody()
      if (!deps.speakers || !/^\d{1,6}$/.test(number)) throw new DomainError('not-found', 'Cannot name this speaker: there is no such speaker')
      await deps.speakers.inTranscript({ meetingId, accountId, number: Number(number), name: readSpeakerName(body.name) })
      const to = routes.transcript.to(meetingId, readViewFields(body))
      // Every line of the page may have another name now.
      if (!isFragment(c)) return c.redirect(to, 303)
      c.header('hx-redirect', to)
      return c.body(null, 204)
    })
    .get(routes.exported.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const [code, ending] = c.req.param('file').split('.')
      const [language, format] = [languageSchema.safeParse(code).data, exportFormatSchema.safeParse(ending).data]
      if (!language || !format) throw new DomainError('not-found', 'Cannot save this transcript: there is no such language or format')
      return exportTranscript({ db }, { meetingId: c.req.param('meeting'), accountId, language, format, nobody: (await messages(c)).transcripts.nobody, speaker: (await messages(c)).speakers.speaker })
    })
    .get(routes.deletion.path, async (c) => {
      const { transcript, t } = await open(c, await accounts.require(c))
      if (!transcript.owns) throw new DomainError('forbidden', 'Cannot delete this transcript: only its owner may')
      return c.html(<DeleteTranscriptPage t={t} assetUrl={assetUrl} transcript={transcript} />)
    })
    .post(routes.deletion.path, async (c) => {
      const { accountId } = await accounts.require(c)
      const { lines, texts, files } = await deleteMeeting(deps, { meetingId: c.req.param('meeting'), accountId })
      return c.redirect(routes.transcripts.to({ deleted: [lines, texts, files].join('.') }), 303)
    })
}

/** What htmx puts into a page, rather than a page. The answer depends on it. */
function isFragment(c: Context): boolean {
  c.header('vary', 'HX-Request', { append: true })
  return c.req.header('hx-request') !== undefined && c.req.header('hx-boosted') === undefined && c.req.header('hx-history-restore-request') === undefined
}

function requireLanguage(value: unknown): Language {
  const parsed = languageSchema.safeParse(value)
  if (!parsed.success) throw new DomainError('invalid-input', 'Cannot take this: its language is not one that Parley knows')
  return parsed.data
}
