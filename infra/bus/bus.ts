/** Fan-out between processes: every subscriber of a topic gets every event, in the order of one publisher. */
export interface Bus<E> {
  publish(topic: string, event: E): Promise<void>
  /** Resolves when the subscription is live, with the way to end it. */
  subscribe(topic: string, listener: (event: E) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
