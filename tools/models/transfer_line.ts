import { formatBar, formatTransfer } from './format.ts'

const TTY_EVERY_MS = 200
const PLAIN_EVERY_MS = 5_000

export interface TransferLineOptions {
  readonly title: string
  readonly tell: (text: string) => void
  /** Width of the terminal; undefined: not a terminal, which gets a line now and then and no bar. */
  readonly columns: number | undefined
  readonly now?: () => number
}

export interface TransferLine {
  update(doneBytes: number, totalBytes: number | null): void
  /** Takes the bar off the terminal. */
  end(): void
}

/** Tells how far a download is: a bar on a terminal, a line every few seconds elsewhere. */
export function openTransferLine({ title, tell, columns, now = () => performance.now() }: TransferLineOptions): TransferLine {
  const startedAt = now()
  let toldAt = Number.NEGATIVE_INFINITY
  let firstBytes: number | null = null
  return {
    update(doneBytes, totalBytes) {
      firstBytes ??= doneBytes
      const at = now()
      if (at - toldAt < (columns ? TTY_EVERY_MS : PLAIN_EVERY_MS)) return
      toldAt = at
      const line = formatTransfer({ title, doneBytes, totalBytes, broughtBytes: doneBytes - firstBytes, elapsedMs: at - startedAt })
      if (!columns) return tell(`${line}\n`)
      tell(`\r\x1b[K${`${totalBytes ? `${formatBar(doneBytes / totalBytes)} ` : ''}${line}`.slice(0, columns - 1)}`)
    },
    end() {
      if (columns) tell('\r\x1b[K')
    },
  }
}
