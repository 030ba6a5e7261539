import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface GoogleStandIn {
  readonly url: string
  /** Texts and languages in the order in which they were asked for. */
  readonly asked: { readonly text: string; readonly language: string }[]
  close(): Promise<void>
}

export interface StandInScript {
  readonly mp3: Uint8Array
  /** Called for each request; an answer other than undefined is given instead of sound. */
  readonly answer?: (text: string) => { readonly status: number; readonly type?: string; readonly body?: string | Uint8Array } | undefined
}

/** A server on this machine that is as strict about requests as `translate_tts` of Google's pages: what is wrong is answered with 400. */
export async function startGoogle({ mp3, answer }: StandInScript): Promise<GoogleStandIn> {
  const asked: { text: string; language: string }[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in')
    const [text, language] = [searchParams.get('q') ?? '', searchParams.get('tl') ?? '']
    const wrong = request.method !== 'GET' || pathname !== '/translate_tts' || text === '' || text.length > 200 || language === ''
      || searchParams.get('client') !== 'tw-ob' || searchParams.get('ie') !== 'UTF-8' || searchParams.get('textlen') !== String(text.length)
    if (wrong) return void response.writeHead(400, { 'content-type': 'text/html' }).end('<h1>400</h1>')
    asked.push({ text, language })
    const { status = 200, type = 'audio/mpeg', body = mp3 } = answer?.(text) ?? {}
    response.writeHead(status, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
