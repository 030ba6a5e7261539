import { freemem } from 'node:os'
import process from 'node:process'

/** Bytes of memory that this process may still take: the machine's, or those of its container where that has a limit. */
export function freeMemory(): number {
  // Not every runtime knows of containers; 0 and numbers beyond the machine's mean that there is no limit.
  const limit = process.constrainedMemory?.() ?? 0
  const ofContainer = limit > 0 ? limit - process.memoryUsage.rss() : Infinity
  return Math.max(0, Math.min(freemem(), ofContainer))
}
