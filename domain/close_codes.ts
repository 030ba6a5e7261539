/**
 * Close codes of the signalling socket beyond the standard ones; apart from signaling.ts, so that browsers need no zod.
 * A client reconnects, with backoff, after CLOSE_ROOM_GONE (its media worker died) and after any standard code but 1000;
 * never after the others.
 */
export const CLOSE_REPLACED = 4001
export const CLOSE_NOT_A_MEMBER = 4003
export const CLOSE_TOO_MANY_MESSAGES = 4029
export const CLOSE_ROOM_GONE = 4004
