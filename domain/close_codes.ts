/**
 * Close codes of the signalling socket beyond the standard ones; apart from signaling.ts, so that browsers need no zod.
 * A client reconnects, with backoff, after CLOSE_ROOM_GONE (its media worker died), CLOSE_AT_CAPACITY and any standard code but 1000;
 * never after the others.
 */
export const CLOSE_REPLACED = 4001
export const CLOSE_NOT_A_MEMBER = 4003
export const CLOSE_TOO_MANY_MESSAGES = 4029
export const CLOSE_ROOM_GONE = 4004
/** A host removed the person: never again. */
export const CLOSE_REMOVED = 4005
/** The meeting is over for everyone; the reason says why. */
export const CLOSE_MEETING_OVER = 4006
/** The server forwards as much as it can: a client tries again, later. */
export const CLOSE_AT_CAPACITY = 4013
/** The room's length has run out, for everyone. */
export const CLOSE_LENGTH_OVER = 4007
