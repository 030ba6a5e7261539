import { createRoute, z } from '@hono/zod-openapi'
import { DomainError } from '../../domain/errors.ts'
import { SAMPLE_MAX_BYTES } from '../../domain/voice.ts'
import type { VoicesPort } from '../../functions/voices/voices.ts'
import { json, needs, refusals } from './route.ts'
import type { ApiRoutes } from './route.ts'
import { addedVoice, toApiVoice, voiceList, voiceName } from './schemas.ts'

const tags = ['Voices']
const path = '/api/v1/voices'
const params = z.object({ voiceId: z.string().openapi({ param: { name: 'voiceId', in: 'path' } }) })

export interface ApiVoicesDeps {
  readonly voices: Pick<VoicesPort, 'list' | 'addSample' | 'delete'>
}

const list = createRoute({
  method: 'get', path, tags, summary: 'Voices of your own, and how many samples your plan has', operationId: 'listVoices', ...needs('voices:read'),
  responses: { 200: json(voiceList, 'All of them'), ...refusals() },
})
const add = createRoute({
  method: 'post', path, tags, summary: 'Add a voice: 10 to 30 s of your speech as WAV, MP3, M4A, OGG or WEBM. You agree to it on the page of your voices first',
  operationId: 'addVoice', ...needs('voices:write'),
  request: {
    query: z.object({ name: voiceName }),
    body: { required: true, content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary', maxLength: SAMPLE_MAX_BYTES }) } } },
  },
  responses: { 202: json(addedVoice, 'It is kept and being checked: its state says what became of it'), ...refusals(400, 409, 413) },
})
const remove = createRoute({
  method: 'delete', path: `${path}/{voiceId}`, tags, summary: 'Delete a voice and all audio in it', operationId: 'deleteVoice', ...needs('voices:write'),
  request: { params }, responses: { 200: json(z.object({ deleted: z.literal(true) }), 'It is gone'), ...refusals(404) },
})

/** `/api/v1/voices` and below. */
export function addVoices(app: ApiRoutes, { voices }: ApiVoicesDeps): void {
  app.openapi(list, async (c) => {
    const { voices: items, samples, samplesMax } = await voices.list(c.get('holder').viewer.accountId)
    return c.json({ items: items.map(toApiVoice), samples, samplesMax }, 200)
  })
  app.openapi(add, async (c) => {
    const { accountId } = c.get('holder').viewer
    const content = c.req.raw.body
    if (!content) throw new DomainError('invalid-input', 'Cannot add the voice sample: send the file as the body of the request')
    const { voiceId } = await voices.addSample({ accountId, name: c.req.valid('query').name, content }, { signal: c.req.raw.signal })
    return c.json({ voiceId }, 202)
  })
  app.openapi(remove, async (c) => {
    await voices.delete({ accountId: c.get('holder').viewer.accountId, voiceId: c.req.valid('param').voiceId })
    return c.json({ deleted: true as const }, 200)
  })
}
