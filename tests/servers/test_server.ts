/** A real server of a test's own, on 127.0.0.1. */
export interface TestServer {
  readonly url: string
  /** Ends it as a crash would, and resolves when it is gone. */
  kill9(): Promise<void>
  /** Starts it again at the same address with what it kept, ending it first if it runs; resolves when it takes connections. */
  restart(): Promise<void>
  /** Ends it and removes its folder. Idempotent. */
  stop(): Promise<void>
}
