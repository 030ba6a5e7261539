import type { SpeechSegment } from '../../domain/audio.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Language } from '../../domain/language.ts'
import type { Rooms } from '../rooms/rooms.ts'

/** What is said of a microphone now. */
export interface Speaking {
  readonly language: Language | null
  /** Whether several people speak at it. */
  readonly shared: boolean
}

/** What the speaker says they speak now: it may have changed since they joined. Whoever has left is taken at their last word. */
export async function speakingNow(rooms: Pick<Rooms, 'participant'>, { roomId, peerId, language, shared = false }: SpeechSegment): Promise<Speaking> {
  try {
    const { preferences: { speaks }, sharesMicrophone = false } = await rooms.participant({ roomId, peerId })
    return { language: speaks, shared: sharesMicrophone }
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not-found') return { language, shared }
    throw error
  }
}
