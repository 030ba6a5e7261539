import type { Language } from '../../domain/language.ts'
import type { Participant } from '../../domain/room.ts'
import type { RoomsContext } from './create_rooms.ts'

/** Those whose signalling is connected, in the order of joining. */
export async function listPresent(context: RoomsContext, roomId: string): Promise<Participant[]> {
  await context.records.recent(roomId)
  return (await context.presence.list(roomId)).filter(({ present }) => present)
}

/** Languages that someone present reads, each once: what a caption's cost grows with. */
export async function listReaders(context: RoomsContext, roomId: string): Promise<Language[]> {
  const present = await listPresent(context, roomId)
  return [...new Set(present.map(({ preferences }) => preferences.reads))]
}
