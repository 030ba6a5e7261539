/** A process that forwards media, and how much of it. */
export interface MediaNode {
  readonly nodeId: string
  /** Where its pages and signalling are reached. */
  readonly url: string
  readonly workers: number
  /** Streams that it sends to someone now. */
  readonly consumers: number
  /** Streams that it may send. */
  readonly capacity: number
}

/**
 * Which nodes there are, and which one a room's media are on. What is not said again lapses, so that a node that crashed is given nothing
 * more and its rooms move. Adapters: memory, Redis; while Redis is away the rooms stay where this process knew them.
 */
export interface Nodes {
  /**
   * The room's node: the first one that claimed it, while it claims it again within `ttlMs`. The owner claims for itself at intervals; another
   * one's claim tells it the owner. Two that claim one room during an outage agree on one with the next claim.
   */
  claimNode(roomId: string, nodeId: string, ttlMs: number): Promise<string>
  /** The owner gives the room up, for instance when it is empty. */
  releaseNode(roomId: string, nodeId: string): Promise<void>
  reportNode(node: MediaNode, ttlMs: number): Promise<void>
  /** By nodeId. */
  listNodes(): Promise<MediaNode[]>
  close(): Promise<void>
}
