/** Strings that may be forgotten at any time. */
export interface Cache {
  get(key: string): Promise<string | null>
  /** @param ttlMs how long it may be served */
  set(key: string, value: string, options: { ttlMs: number }): Promise<void>
  close(): Promise<void>
}
