import { basename } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import WebSocket from 'ws'
import type { SignalingAnswer, SignalingNotification, Verb } from '../../domain/signaling.ts'
import { openBrowser } from '../../tests/e2e/browser.ts'
import { routes } from '../../views/routes.ts'
import type { Member } from './join_room.ts'
import type { Said, TalkOptions } from './page_peers.ts'
import { below, goFirst } from './processes.ts'

const PAGE = '/speakers-of-the-bench'

export interface Speakers {
  /** Speaks audio files with pauses between them, over and over until `untilMs`; resolves with what was said. */
  talk(member: Member, options: { files: readonly string[]; pausesMs: readonly number[]; untilMs: number }): Promise<Said[]>
  close(): Promise<void>
}

/**
 * People who speak, in one page of one real Chromium: each has a WebRTC transport, an Opus encoder and a signalling connection of its
 * own, and none receives anything, so that a dozen of them leave the machine to the server.
 */
export async function openSpeakers(members: readonly Member[]): Promise<Speakers> {
  const others = new Set(await below(process.pid))
  const browser = await openBrowser()
  const { page } = browser
  const asking = new Map(members.map((member) => [member.name, openSignaling(member)]))
  const files = new Map<string, string>()
  const { outputFiles: [script] } = await build({
    entryPoints: [fileURLToPath(new URL('./page_peers.ts', import.meta.url))], bundle: true, write: false, format: 'esm', target: 'es2022',
  })
  const { origin } = members[0]!
  await page.route(`${origin}${PAGE}*`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Speakers</title>' }))
  await page.route(`${origin}/clips-of-the-bench/*`, (route) => route.fulfill({ path: files.get(basename(new URL(route.request().url()).pathname))! }))
  await page.exposeFunction('askServer', async (peer: string, verb: Verb, data: unknown) => (await asking.get(peer)!).ask(verb, data))
  await page.goto(`${origin}${PAGE}`)
  await page.addScriptTag({ type: 'module', content: script!.text })
  await page.waitForFunction(() => 'peers' in window)
  for (const { name } of members) await page.evaluate((peer) => window.peers.connect(peer), name)
  // Sound that a busy machine lets slip is heard later than it was said, as no microphone's is. It needs little.
  await goFirst((await below(process.pid)).filter((pid) => !others.has(pid)))

  return {
    async talk(member, { files: clips, ...options }) {
      for (const file of clips) files.set(basename(file), file)
      const talk: TalkOptions = { ...options, clips: clips.map((file) => `${origin}/clips-of-the-bench/${basename(file)}`) }
      return page.evaluate(([peer, wanted]) => window.peers.talk(peer, wanted), [member.name, talk] as const)
    },
    async close() {
      await browser.close()
      for (const socket of await Promise.all(asking.values())) socket.close()
    },
  }
}

async function openSignaling({ origin, roomId, cookie }: Member) {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${routes.signal.to(roomId)}`, { origin, headers: { cookie } })
  const waiting = new Map<number, (answer: SignalingAnswer) => void>()
  let nextId = 1
  socket.on('message', (text) => {
    const message = JSON.parse(String(text)) as SignalingAnswer | SignalingNotification
    if ('ok' in message) waiting.get(message.id ?? -1)?.(message)
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  return {
    async ask(verb: Verb, data: unknown): Promise<unknown> {
      const id = nextId++
      const answer = await new Promise<SignalingAnswer>((resolve) => {
        waiting.set(id, resolve)
        socket.send(JSON.stringify({ id, verb, data }))
      })
      waiting.delete(id)
      if (!answer.ok) throw new Error(`Cannot ${verb}: ${answer.error.message}`)
      return answer.data
    },
    close: () => socket.close(),
  }
}
