export interface PublishOptions {
  /**
   * Receivers recognise this event when it comes twice (a final caption, a line of chat), so a bus between processes may
   * send it again after an outage. Others may be lost while the way to another process is broken.
   */
  readonly durable?: boolean
}

/** Fan-out between processes: every subscriber of a topic gets every event, in the order of one publisher. */
export interface Bus<E> {
  /** Subscribers in this process get the event whatever happens to the others. */
  publish(topic: string, event: E, options?: PublishOptions): Promise<void>
  /** Resolves when the subscription is live, with the way to end it. */
  subscribe(topic: string, listener: (event: E) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
