export interface Limit {
  /** What may be taken in any window. */
  readonly limit: number
  readonly windowMs: number
  /** Default 1. */
  readonly cost?: number
}

export interface Taken {
  readonly allowed: boolean
  readonly limit: number
  /** What may still be taken now. */
  readonly remaining: number
  /** Until the present window ends and what it counted begins to be forgotten, ms. */
  readonly resetMs: number
  /** 0 when allowed, else until the same cost would be allowed, ms, if nobody takes anything meanwhile. */
  readonly retryAfterMs: number
}

/** How often something may happen, counted for each key (an account, an address, a room). What is refused is not counted. */
export interface RateLimit {
  take(key: string, limit: Limit): Promise<Taken>
  close(): Promise<void>
}
