import { Buffer } from 'node:buffer'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As `GET /languages` of LibreTranslate 1.6 answers, cut to a few. */
const LANGUAGES = [
  { code: 'en', name: 'English', targets: ['de', 'en', 'vi', 'zh-Hans'] },
  { code: 'de', name: 'German', targets: ['de', 'en'] },
  { code: 'vi', name: 'Vietnamese', targets: ['en', 'vi'] },
  { code: 'zh-Hans', name: 'Chinese', targets: ['en', 'zh-Hans'] },
]

export interface LibreTranslateStandIn {
  readonly url: string
  /** Bodies of `POST /translate`, in order. */
  readonly asked: Record<string, unknown>[]
  /** Answers the next request instead, once. */
  next: ((response: ServerResponse) => void) | null
  close(): Promise<void>
}

/** For tests: a local server with LibreTranslate's routes, answers and errors. Asks for a key when one is given. */
export async function startLibreTranslate({ apiKey }: { apiKey?: string } = {}): Promise<LibreTranslateStandIn> {
  const asked: Record<string, unknown>[] = []
  const state: { next: LibreTranslateStandIn['next'] } = { next: null }
  const json = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const answer = state.next
    state.next = null
    if (answer) return answer(response)
    if (request.method === 'GET' && request.url === '/languages') return json(response, 200, LANGUAGES)
    if (request.method !== 'POST' || request.url !== '/translate') return json(response, 404, { error: 'Not found' })
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>
    asked.push(body)
    if (apiKey && body.api_key !== apiKey) return json(response, 403, { error: 'Invalid API key' })
    const source = LANGUAGES.find(({ code }) => code === body.source)
    if (!source?.targets.includes(String(body.target))) return json(response, 400, { error: `${String(body.target)} is not supported` })
    return json(response, 200, { translatedText: `${String(body.target)}: ${String(body.q)}` })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  })
}
