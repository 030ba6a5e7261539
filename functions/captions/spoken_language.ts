import type { SpeechSegment } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { Rooms } from '../rooms/rooms.ts'

/** What the speaker says they speak now: it may have changed since they joined. Whoever has left is taken at their last word. */
export async function spokenLanguage(rooms: Pick<Rooms, 'participant'>, { roomId, peerId, language }: SpeechSegment): Promise<Language | null> {
  try {
    return (await rooms.participant({ roomId, peerId })).preferences.speaks
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return language
    throw error
  }
}
