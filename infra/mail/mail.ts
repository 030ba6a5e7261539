/** One message. Addresses are plain, without names; `text` is always there, `html` beside it. */
export interface MailMessage {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
}

/** Sends mail. */
export interface Mail {
  /** False when nothing leaves this machine and the log holds what would have been sent: pages say so. */
  readonly delivers: boolean
  /** Throws DomainError `unavailable` when the server is away, `invalid-input` when it refuses the recipient for good. */
  send(message: MailMessage): Promise<void>
  close(): Promise<void>
}
