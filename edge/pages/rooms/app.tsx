import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { DomainError } from '../../../domain/errors.ts'
import type { RoomPagesDeps } from './deps.ts'
import { entryPages } from './entry.tsx'
import { hostPages } from './host.tsx'
import { meetingPages } from './meeting.tsx'
import { newRoomPages } from './new_room.tsx'

export type { RoomPagesDeps } from './deps.ts'

const FORM_MAX_BYTES = 16 * 1024

/** The pages of rooms: every form works without a script (303 after POST). */
export function createRoomPagesApp(deps: RoomPagesDeps) {
  const limit = bodyLimit({ maxSize: FORM_MAX_BYTES, onError: () => { throw new DomainError('too-large', `The form is larger than ${FORM_MAX_BYTES} bytes`) } })
  return new Hono()
    .use('/rooms', limit)
    .use('/rooms/*', limit)
    // Before `/rooms/:code`, which would take it for a code.
    .route('/', newRoomPages(deps))
    .route('/', entryPages(deps))
    .route('/', hostPages(deps))
    .route('/', meetingPages(deps))
}
