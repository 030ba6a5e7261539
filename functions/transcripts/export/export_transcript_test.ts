import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import webvtt from 'webvtt-parser'
import type { CueNode } from 'webvtt-parser'
import { DomainError } from '../../../domain/errors.ts'
import type { Language } from '../../../domain/language.ts'
import { EXPORT_FORMATS } from '../../../domain/transcript.ts'
import type { ExportFormat } from '../../../domain/transcript.ts'
import type { Db } from '../../../infra/db/db.ts'
import { openTestDb } from '../../../infra/db/testing.ts'
import { addAccount, addLines, addMeeting, BEGAN_MS, sampleLine } from '../testing.ts'
import { exportTranscript } from './export_transcript.ts'

/** The package's own default leaves the semicolon of `&gt;`; this is the specification's table, which comes with it. */
const ENTITIES = createRequire(import.meta.url)('webvtt-parser/html-entities.json') as Record<string, string>

const HOSTILE: readonly (readonly [speaker: string, language: Language, text: string])[] = [
  ['Ada', 'en', 'From A --> B, not 00:00:01.000 --> 00:00:02.000'],
  ['Tom & <Jerry>', 'en', 'a < b && c > d, <b>bold</b> and <v Mallory>voices</v> &amp; {\\an8}top'],
  ['Bea\nNOTE', 'en', 'two\n\nlines\r\nand\u2028more'],
  ['👩‍🚀 Sally', 'en', 'Family 👨‍👩‍👧‍👦 and flags 🇻🇳🇧🇷'],
  ['ليلى', 'ar', 'مرحبا بالجميع، كيف الحال؟'],
  ['Nguyễn Thị Ánh', 'vi', 'Chào buổi sáng, đường dẫn ở đây: «ễ»'],
  ['', 'en', 'Someone whose name is erased'],
]

async function withMeeting(run: (setting: { db: Db; meetingId: string; owner: string; save(language: Language, format: ExportFormat): Promise<Response> }) => Promise<void>) {
  const { db, close } = await openTestDb()
  try {
    const owner = await addAccount(db, 'Ada')
    const { roomId, meetingId } = await addMeeting(db, { ownerId: owner, name: 'Họp đội / "Équipe" 会议\n..' })
    for (const [at, [speakerName, language, text]] of HOSTILE.entries()) {
      // The second speaks while the first does, the third before the meeting was opened and for no time.
      const startMs = at === 2 ? BEGAN_MS - 500 : BEGAN_MS + 3_600_000 * 27 + at * 1_000
      await addLines(db, sampleLine(roomId, {
        speakerName, language, text, startMs, endMs: at === 2 ? startMs : startMs + 2_500,
        translations: at === 0 ? [{ language: 'pt', text: 'De A --> B', engine: 'x' }] : [],
      }))
    }
    await run({ db, meetingId, owner, save: (language, format) => exportTranscript({ db }, { meetingId, accountId: owner, language, format, nobody: 'Someone' }) })
  } finally {
    await close()
  }
}

/** What ffmpeg reads from a file of subtitles, as it writes SRT. Rejects with its complaints. */
function ffmpeg(text: string, format: 'webvtt' | 'srt'): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('ffmpeg', ['-v', 'warning', '-xerror', '-f', format, '-i', 'pipe:0', '-f', 'srt', 'pipe:1'], (error, stdout, stderr) => {
      if (error || stderr) reject(new Error(`ffmpeg: ${stderr}`, { cause: error }))
      else resolve(stdout)
    })
    child.stdin!.end(text)
  })
}

test('WebVTT: a strict parser finds no fault, and the words, speakers and times that were said', () => withMeeting(async ({ save }) => {
  const response = await save('en', 'vtt')
  assert.equal(response.headers.get('content-type'), 'text/vtt; charset=utf-8')
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="hop-doi-equipe-2026-11-24-en.vtt"')
  const text = await response.text()
  const { cues, errors } = new webvtt.WebVTTParser(ENTITIES).parse(text, 'metadata')
  assert.deepEqual(errors, [])
  assert.deepEqual(new webvtt.WebVTTParser(ENTITIES).parse(text, 'subtitles').errors, [])
  assert.equal(cues.length, HOSTILE.length)
  for (const { startTime, endTime } of cues) assert.ok(startTime >= 0 && endTime > startTime)
  assert.deepEqual(cues.map(({ startTime }) => startTime), [0, 97_200, 97_201, 97_203, 97_204, 97_205, 97_206])
  const said = cues.map(({ tree }) => voiceOf(tree))
  assert.deepEqual(said.map(({ voice }) => voice), ['Bea NOTE', 'Ada', 'Tom & <Jerry>', '👩‍🚀 Sally', 'ليلى', 'Nguyễn Thị Ánh', 'Someone'])
  assert.equal(said[0]!.text, 'two lines and more')
  assert.equal(said[1]!.text, HOSTILE[0]![2])
  assert.equal(said[2]!.text, HOSTILE[1]![2])
  assert.equal(said[3]!.text, HOSTILE[3]![2])
  assert.match(text, /<v ليلى><lang ar>مرحبا/)
}))

test('WebVTT and SRT: ffmpeg reads every cue without a complaint', () => withMeeting(async ({ save }) => {
  for (const format of ['vtt', 'srt'] as const) {
    const out = await ffmpeg(await (await save('en', format)).text(), format === 'vtt' ? 'webvtt' : 'srt')
    const blocks = out.trim().split(/\n\n/).map((block) => block.split('\n'))
    assert.equal(blocks.length, HOSTILE.length, format)
    assert.match(blocks[1]![1]!, /^27:00:00,000 --> 27:00:02,500$/)
    const words = out.replaceAll('\u2060', '')
    for (const part of ['From A --> B', 'a < b && c > d, <b>bold</b>', 'two lines and more', '👨‍👩‍👧‍👦', 'مرحبا بالجميع', 'Chào buổi sáng']) assert.ok(words.includes(part), `${format}: ${part}`)
  }
}))

test('a language that was read: its translations, and the rest as it was said', () => withMeeting(async ({ save }) => {
  const text = await (await save('pt', 'txt')).text()
  assert.match(text, /^Họp đội \/ "Équipe" 会议/)
  assert.match(text, /\[27:00:00\] Ada: De A --> B\n/)
  assert.match(text, /\] 👩‍🚀 Sally: Family .* \(en\)\n/)
  const { language, lines } = JSON.parse(await (await save('pt', 'json')).text())
  assert.equal(language, 'pt')
  assert.deepEqual(lines.slice(0, 2).map((line: { text: string; language: string; original: { text: string } }) => [line.language, line.text, line.original.text]), [
    ['en', 'two lines and more', 'two lines and more'], ['pt', 'De A --> B', HOSTILE[0]![2]],
  ])
}))

test('a long meeting is whole and in order, and is written while it is read', () => withMeeting(async ({ db, owner }) => {
  const { roomId, meetingId } = await addMeeting(db, { ownerId: owner })
  await addLines(db, ...Array.from({ length: 603 }, (_, at) => sampleLine(roomId, { text: `Line ${at}`, translations: [], startMs: BEGAN_MS + Math.floor(at / 3) * 1_000 })))
  const { body } = await exportTranscript({ db }, { meetingId, accountId: owner, language: 'en', format: 'srt' })
  let [text, chunks] = ['', 0]
  for await (const chunk of body!.pipeThrough(new TextDecoderStream())) [text, chunks] = [text + chunk, chunks + 1]
  assert.ok(chunks > 1)
  assert.equal(new Set([...text.matchAll(/Line (\d+)$/gm)].map((match) => match[1])).size, 603)
  assert.deepEqual([...text.matchAll(/^\d+$/gm)].map(([number]) => Number(number)), Array.from({ length: 603 }, (_, at) => at + 1))
}))

test('someone else’s transcript cannot be saved, nor one in a language that nobody read', () => withMeeting(async ({ db, meetingId, save }) => {
  const stranger = await addAccount(db, 'Mallory')
  for (const format of EXPORT_FORMATS) {
    await assert.rejects(exportTranscript({ db }, { meetingId, accountId: stranger, language: 'en', format }), (error: DomainError) => error.code === 'not-found')
  }
  await assert.rejects(save('de', 'vtt'), (error: DomainError) => error.code === 'not-found')
}))

function voiceOf(tree: CueNode): { voice: string; text: string } {
  const texts = (node: CueNode): string => (node.type === 'text' ? node.value! : (node.children ?? []).map(texts).join(''))
  const voice = tree.children!.find(({ name }) => name === 'v')!
  // The specification decodes names of voices as well; this parser leaves them as they are written.
  return { voice: voice.value!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'), text: texts(voice) }
}
