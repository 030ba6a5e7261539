/** Every way in which Parley refuses or fails, with its HTTP status and whether trying again may help. */
export const ERRORS = Object.freeze({
  'invalid-input': { status: 400, retryable: false, title: 'The request is not well formed' },
  'invalid-audio': { status: 422, retryable: false, title: 'The audio cannot be read' },
  unauthorised: { status: 401, retryable: false, title: 'Sign in or join first' },
  forbidden: { status: 403, retryable: false, title: 'Not allowed' },
  'not-found': { status: 404, retryable: false, title: 'Not found' },
  conflict: { status: 409, retryable: false, title: 'Not possible in the present state' },
  'room-full': { status: 409, retryable: true, title: 'The room is full' },
  'room-locked': { status: 409, retryable: true, title: 'The room is locked' },
  'room-closed': { status: 410, retryable: false, title: 'The meeting is over' },
  'room-early': { status: 409, retryable: true, title: 'The meeting has not begun' },
  'rooms-at-once': { status: 409, retryable: true, title: 'Too many rooms are in use' },
  /** A host has to let the person in. */
  'room-lobby': { status: 409, retryable: true, title: 'Ask to be let in' },
  /** Someone whom a host removed. */
  removed: { status: 403, retryable: false, title: 'You were removed from this meeting' },
  /** Missing or wrong. */
  passcode: { status: 403, retryable: true, title: 'This meeting asks for a passcode' },
  'too-large': { status: 413, retryable: false, title: 'Too large' },
  'unsupported-type': { status: 415, retryable: false, title: 'This kind of content is not taken' },
  /** Well formed, but not within what is allowed: each finding is named. */
  'invalid-values': { status: 422, retryable: false, title: 'Some values are not allowed' },
  'too-many-requests': { status: 429, retryable: true, title: 'Too many requests' },
  'language-unavailable': { status: 422, retryable: false, title: 'This language is not available' },
  'model-unavailable': { status: 503, retryable: true, title: 'A model is not available' },
  /** No engine is here that speaks in a given voice. */
  'clone-unavailable': { status: 503, retryable: false, title: 'Cloned voices are not available' },
  /** The cloning engine does not take this request, however often. */
  'clone-refused': { status: 422, retryable: false, title: 'The cloning engine did not take it' },
  /** It answered with what is no speech. */
  'clone-failed': { status: 502, retryable: true, title: 'The cloned voice could not be made' },
  unavailable: { status: 503, retryable: true, title: 'Temporarily unavailable' },
  timeout: { status: 504, retryable: true, title: 'It took too long' },
  internal: { status: 500, retryable: false, title: 'Something went wrong' },
} as const)

export type ErrorCode = keyof typeof ERRORS

/** The one error of the domain. Text says action, state and value: `Cannot join room "abc": it is full (6 of 6)`. */
export class DomainError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'DomainError'
    this.code = code
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable
  }

  get status(): (typeof ERRORS)[ErrorCode]['status'] {
    return ERRORS[this.code].status
  }
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: ErrorCode
}

/** The problem+json body for any thrown value; what is not a DomainError shows nothing of its inside. */
export function toProblem(error: unknown): Problem {
  const known = error instanceof DomainError ? error : new DomainError('internal', 'Something went wrong on our side', { cause: error })
  const { status, title } = ERRORS[known.code]
  return { type: `urn:parley:error:${known.code}`, title, status, detail: known.message, code: known.code }
}
