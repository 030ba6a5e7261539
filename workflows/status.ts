import { defineQuery, setHandler } from '@temporalio/workflow'
import type { JobState, JobStatus } from '../domain/job.ts'

/** How far a job is; every workflow answers it. */
export const statusQuery = defineQuery<JobStatus>('status')

/** What a workflow tells while it goes on. */
export interface Status {
  /**
   * @param step a word for what is being done now
   * @param range.from progress when it begins, 0 to 1
   * @param range.upTo progress when it is done; in between goes by what its activity saves
   */
  at(step: string, range: { readonly from: number; readonly upTo?: number }): void
  /** The last thing that is told. A cause may come with `done` as well: done another way than asked for, and why. */
  end(state: Extract<JobState, 'done' | 'failed' | 'cancelled'>, options?: { readonly cause?: string | undefined }): void
}

/** Call it first in a workflow: from then on the workflow answers `statusQuery`. */
export function trackStatus(): Status {
  let status: JobStatus = { state: 'queued', step: 'waiting', progress: 0 }
  setHandler(statusQuery, () => status)
  return {
    at(step, { from, upTo = from }) {
      status = { state: 'working', step, progress: from, upTo }
    },
    end(state, { cause } = {}) {
      status = { state, step: status.step, progress: state === 'done' ? 1 : status.progress, ...(cause === undefined ? {} : { cause }) }
    },
  }
}
