import { languageTag } from '../../../domain/language.ts'
import type { Language } from '../../../domain/language.ts'
import type { ExportFormat } from '../../../domain/transcript.ts'
import type { ExportLine } from './lines.ts'
import { clock, timestamp } from './timestamp.ts'

/** What stands above the lines. Every text is one line. */
export interface ExportHead {
  readonly meetingId: string
  readonly name: string
  readonly language: Language
  readonly startedMs: number
  readonly endedMs: number | null
}

export interface Format {
  readonly contentType: string
  head(head: ExportHead): string
  /** @param at the line's number, from 0 */
  line(line: ExportLine, at: number, head: ExportHead): string
  foot: string
}

/** Keeps what a player would read as markup apart without changing what is seen. */
const WORD_JOINER = '\u2060'

const vtt: Format = {
  contentType: 'text/vtt; charset=utf-8',
  head: (head) => `WEBVTT\n\nNOTE\n${escapeVtt(head.name)}\n${new Date(head.startedMs).toISOString()}\nLanguage: ${languageTag(head.language)}\n`,
  line(line, _at, { language }) {
    const text = escapeVtt(line.text)
    const spoken = line.language === language ? text : `<lang ${languageTag(line.language)}>${text}</lang>`
    return `\n${timestamp(line.startMs, '.')} --> ${timestamp(line.endMs, '.')}\n<v ${escapeVtt(line.speaker)}>${spoken}</v>\n`
  },
  foot: '',
}

const srt: Format = {
  contentType: 'application/x-subrip; charset=utf-8',
  head: () => '',
  line: (line, at) => `${at === 0 ? '' : '\n'}${at + 1}\n${timestamp(line.startMs, ',')} --> ${timestamp(line.endMs, ',')}\n${plainSrt(`${line.speaker}: ${line.text}`)}\n`,
  foot: '',
}

const txt: Format = {
  contentType: 'text/plain; charset=utf-8',
  head: (head) => `${head.name}\n${new Date(head.startedMs).toISOString()}\n${languageTag(head.language)}\n\n`,
  line: (line, _at, { language }) => `[${clock(line.startMs)}] ${line.speaker}: ${line.text}${line.language === language ? '' : ` (${languageTag(line.language)})`}\n`,
  foot: '',
}

const json: Format = {
  contentType: 'application/json; charset=utf-8',
  head({ meetingId, name, language, startedMs, endedMs }) {
    const meeting = { meetingId, name, startedAt: new Date(startedMs).toISOString(), endedAt: endedMs === null ? null : new Date(endedMs).toISOString(), language }
    return `${JSON.stringify(meeting).slice(0, -1)},"lines":[`
  },
  line: (line, at) => `${at === 0 ? '\n' : ',\n'}${JSON.stringify(line)}`,
  foot: '\n]}\n',
}

export const FORMATS: Readonly<Record<ExportFormat, Format>> = Object.freeze({ vtt, srt, txt, json })

/** `&`, `<` and `>` as WebVTT wants them, so that no text is markup and none looks like an arrow between times. */
function escapeVtt(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

/** SRT knows no escapes: tags (`< b >` is one to ffmpeg), ASS overrides and arrows are broken by a character that is not seen. */
function plainSrt(text: string): string {
  return text.replace(/-->/g, `--${WORD_JOINER}>`).replace(/</g, `<${WORD_JOINER}`).replace(/\{(?=\\)/g, `{${WORD_JOINER}`)
}
