import type { RoomEvent } from '../../domain/events.ts'
import type { LabelledPart, SpeakerLabel, SpokenPart } from '../../domain/speakers.ts'
import { withLabels } from '../../domain/speakers.ts'

type SpeakersEvent = Extract<RoomEvent, { type: 'speakers' }>

/** What an event changes on pages. */
export interface SpeakersNews {
  /** Captions whose labels are others now. */
  readonly captionIds: readonly string[]
  /** People who are new or called otherwise. */
  readonly labels: readonly SpeakerLabel[]
  /** Those who turned out to be somebody else, and those of an earlier meeting. */
  readonly gone: readonly SpeakerLabel[]
}

/** Who was told apart in one room's meeting, and whose words its captions are, for the first page and for whoever reconnects. */
export interface SpeakerLog {
  /** Null when it tells nothing new. */
  add(event: SpeakersEvent): SpeakersNews | null
  /** Everyone, by number. */
  readonly labels: readonly SpeakerLabel[]
  parts(captionId: string): readonly LabelledPart[]
  setAway(peerId: string, away: boolean): void
  /** Whether people at some microphone cannot be told apart just now. */
  readonly away: boolean
}

interface Line {
  readonly peerId: string
  readonly parts: readonly SpokenPart[]
  readonly atMs: number
}

/** @param entriesMax captions kept; older ones are forgotten */
export function createSpeakerLog({ entriesMax = 1_000 }: { entriesMax?: number } = {}): SpeakerLog {
  const microphones = new Map<string, { readonly labels: readonly SpeakerLabel[]; readonly atMs: number }>()
  const lines = new Map<string, Line>()
  const awayAt = new Set<string>()
  let meeting: { readonly meetingId: string; readonly atMs: number } | null = null

  /** What is told late of an earlier meeting is of no use to this one, whose people have numbers of their own. */
  const enter = (meetingId: string, atMs: number): readonly SpeakerLabel[] | null => {
    if (meeting?.meetingId === meetingId) {
      meeting = { meetingId, atMs: Math.max(atMs, meeting.atMs) }
      return []
    }
    if (meeting && atMs < meeting.atMs) return null
    const gone = [...microphones.values()].flatMap(({ labels }) => labels)
    microphones.clear()
    meeting = { meetingId, atMs }
    return gone
  }
  const addLines = ({ peerId, lines: told, atMs }: SpeakersEvent): string[] => told.flatMap(({ captionId, parts }) => {
    const known = lines.get(captionId)
    if (known && known.atMs > atMs) return []
    lines.set(captionId, { peerId, parts, atMs })
    if (lines.size > entriesMax) lines.delete(lines.keys().next().value!)
    return known && JSON.stringify(known.parts) === JSON.stringify(parts) ? [] : [captionId]
  })

  return {
    add(event) {
      const { meetingId, peerId, labels, atMs } = event
      const left = enter(meetingId, atMs)
      if (!left) return null
      const before = microphones.get(peerId)
      const newer = !before || atMs >= before.atMs
      const changed = newer ? labels.filter((label) => !isSame(label, before?.labels.find(({ speakerId }) => speakerId === label.speakerId))) : []
      const gone = [...left, ...(newer ? before?.labels ?? [] : []).filter(({ speakerId }) => !labels.some((label) => label.speakerId === speakerId))]
      if (newer) microphones.set(peerId, { labels, atMs })
      const captionIds = new Set(addLines(event))
      const renamed = new Set([...changed, ...gone].map(({ speakerId }) => speakerId))
      for (const [captionId, line] of lines) {
        if (line.parts.some(({ speakerIds }) => speakerIds.some((id) => renamed.has(id)))) captionIds.add(captionId)
      }
      return captionIds.size + changed.length + gone.length > 0 ? { captionIds: [...captionIds], labels: changed, gone } : null
    },
    get labels() {
      return [...microphones.values()].flatMap(({ labels }) => labels).sort((a, b) => a.number - b.number)
    },
    parts(captionId) {
      const line = lines.get(captionId)
      return line ? withLabels(line.parts, microphones.get(line.peerId)?.labels ?? []) : []
    },
    setAway(peerId, away) {
      if (away) awayAt.add(peerId)
      else awayAt.delete(peerId)
    },
    get away() {
      return awayAt.size > 0
    },
  }
}

function isSame(a: SpeakerLabel, b: SpeakerLabel | undefined): boolean {
  return b !== undefined && a.name === b.name && a.number === b.number && a.microphone === b.microphone
}
