import { createRoute, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/errors.ts'
import { exportFormatSchema, SEARCH_MAX } from '../../domain/transcript.ts'
import type { SpeakerNames } from '../../functions/diarization/name_speaker.ts'
import { deleteMeeting } from '../../functions/transcripts/erase_meeting.ts'
import type { EraseDeps } from '../../functions/transcripts/erase_meeting.ts'
import { exportTranscript } from '../../functions/transcripts/export/export_transcript.ts'
import { listMeetings } from '../../functions/transcripts/list_meetings.ts'
import { searchTranscripts } from '../../functions/transcripts/search.ts'
import { readTranscript } from '../../functions/transcripts/transcript.ts'
import { json, needs, refusals } from './route.ts'
import type { ApiRoutes } from './route.ts'
import { erased, language, meetingPage, pageQuery, searchPage, speaker, speakerName, toApiErased, toApiHit, toApiMeeting, toApiSpeaker, toApiTranscript, transcript } from './schemas.ts'

const tags = ['Transcripts']
const params = z.object({ meetingId: z.string().openapi({ param: { name: 'meetingId', in: 'path' } }) })
const path = '/api/v1/transcripts'
const file = { schema: z.string() }

const list = createRoute({
  method: 'get', path, tags, summary: 'Meetings that you may read, the newest first', operationId: 'listTranscripts', ...needs('transcripts:read'),
  request: { query: pageQuery }, responses: { 200: json(meetingPage, 'A page of meetings'), ...refusals(400) },
})
const search = createRoute({
  method: 'get', path: `${path}/search`, tags, summary: 'Search what was said and written', operationId: 'searchTranscripts', ...needs('transcripts:read'),
  request: {
    query: pageQuery.extend({
      q: z.string().min(1).max(SEARCH_MAX).openapi({ description: '`"exact words"`, `or` and `-without` work as in web searches.', example: 'budget' }),
      language: language.optional().openapi({ description: 'Texts in this language only.', example: 'en' }),
    }),
  },
  responses: { 200: json(searchPage, 'A page of lines, the best first'), ...refusals(400) },
})
const read = createRoute({
  method: 'get', path: `${path}/{meetingId}`, tags, summary: 'What was said, with every translation, 100 lines a page',
  operationId: 'readTranscript', ...needs('transcripts:read'),
  request: { params, query: pageQuery.pick({ cursor: true }) }, responses: { 200: json(transcript, 'A page of the transcript'), ...refusals(400, 404) },
})
const save = createRoute({
  method: 'get', path: `${path}/{meetingId}/export`, tags, summary: 'The whole transcript as a file', operationId: 'exportTranscript', ...needs('transcripts:read'),
  request: { params, query: z.object({ language: language, format: exportFormatSchema }) },
  responses: {
    200: { description: 'The file', content: { 'text/vtt': file, 'application/x-subrip': file, 'text/plain': file, 'application/json': { schema: z.looseObject({}) } } },
    ...refusals(404),
  },
})
const nameSpeaker = createRoute({
  method: 'put', path: `${path}/{meetingId}/speakers/{number}`, tags, summary: 'Name someone who was told apart at a shared microphone; the name holds for all they said',
  operationId: 'nameSpeaker', ...needs('transcripts:write'),
  request: {
    params: params.extend({ number: z.coerce.number().int().positive().openapi({ param: { name: 'number', in: 'path' } }) }),
    body: { required: true, content: { 'application/json': { schema: speakerName } } },
  },
  responses: { 200: json(speaker, 'As they are called now'), ...refusals(400, 404, 413, 415) },
})
const erase = createRoute({
  method: 'delete', path: `${path}/{meetingId}`, tags, summary: 'Erase a meeting that is over, with everything of it',
  operationId: 'deleteTranscript', ...needs('transcripts:write'),
  request: { params }, responses: { 200: json(erased, 'What was erased, in numbers'), ...refusals(404, 409) },
})

export interface ApiTranscriptsDeps extends EraseDeps {
  /** Names people who were told apart at shared microphones. */
  readonly speakers?: Pick<SpeakerNames, 'inTranscript'> | undefined
}

/** `/api/v1/transcripts` and below. */
export function addTranscripts(app: ApiRoutes, deps: ApiTranscriptsDeps): void {
  const { db } = deps
  app.openapi(list, async (c) => {
    const { items, next } = await listMeetings({ db }, c.get('holder').viewer.accountId, c.req.valid('query'))
    return c.json({ items: items.map(toApiMeeting), next }, 200)
  })
  // Before the route of one meeting, which would take its last word for an id.
  app.openapi(search, async (c) => {
    const { q: query, ...options } = c.req.valid('query')
    const { items, next } = await searchTranscripts({ db }, { accountId: c.get('holder').viewer.accountId, query }, options)
    return c.json({ items: items.map(toApiHit), next }, 200)
  })
  app.openapi(read, async (c) => {
    const { accountId } = c.get('holder').viewer
    return c.json(toApiTranscript(await readTranscript({ db }, { ...c.req.valid('param'), ...c.req.valid('query'), accountId })), 200)
  })
  app.openapi(save, async (c) => {
    const { accountId } = c.get('holder').viewer
    // A file of its own kind, streamed: the types of JSON answers do not fit it.
    return await exportTranscript({ db }, { ...c.req.valid('param'), ...c.req.valid('query'), accountId }) as never
  })
  app.openapi(nameSpeaker, async (c) => {
    const { meetingId, number } = c.req.valid('param')
    if (!deps.speakers) throw new DomainError('not-found', `Cannot name speaker ${number}: nobody is told apart here`)
    return c.json(toApiSpeaker(await deps.speakers.inTranscript({ meetingId, number, ...c.req.valid('json'), accountId: c.get('holder').viewer.accountId })), 200)
  })
  app.openapi(erase, async (c) => c.json(toApiErased(await deleteMeeting(deps, { ...c.req.valid('param'), accountId: c.get('holder').viewer.accountId })), 200))
}
