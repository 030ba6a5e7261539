/** A microphone of a meeting at which people are told apart. */
export interface Microphone {
  readonly meetingId: string
  readonly peerId: string
}

/** Speech that is worked on; goes when that is done. */
export const speechPrefix = ({ meetingId, peerId }: Microphone) => `meetings/${meetingId}/speech/${peerId}/`
export const speechKey = (microphone: Microphone, chunkId: string) => `${speechPrefix(microphone)}${chunkId}.wav`
/** Speech of a stretch that is not complete, in a file a segment; goes when the stretch is stored. */
export const gatheredPrefix = (microphone: Microphone, chunkId: string) => `${speechPrefix(microphone)}${chunkId}/`
/** @param startMs wall clock of its first sample */
export const gatheredKey = (microphone: Microphone, chunkId: string, startMs: number) => `${gatheredPrefix(microphone, chunkId)}${startMs}.wav`
/** Speech that the room's owner has kept. */
export const keptPrefix = ({ meetingId, peerId }: Microphone) => `meetings/${meetingId}/audio/${peerId}/`
export const keptKey = (microphone: Microphone, chunkId: string) => `${keptPrefix(microphone)}${chunkId}.wav`
/** How the people of a microphone sound, after a chunk; goes when the meeting is over. */
export const knownKey = (microphone: Microphone, chunkId: string) => `${speechPrefix(microphone)}${chunkId}.json`
