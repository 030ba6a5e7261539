import type { Messages } from '../messages/mod.ts'
import { CaptionsStatus } from '../parts/captions_status.tsx'

/** How captions keep up. */
export function StatusPush(status: { t: Messages; behindMs: number; shed: number; lost: number; paused?: boolean | undefined }) {
  return <CaptionsStatus {...status} oob='true' />
}
