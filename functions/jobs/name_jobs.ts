import { and, eq, inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Job, JobKind, ListedJob } from '../../domain/job.ts'
import type { Db } from '../../infra/db/db.ts'
import { accounts, documents, voices } from '../../infra/db/schema/mod.ts'
import { documentOfJob } from '../documents/temporal_work.ts'
import { voiceOfJob } from '../voices/temporal_work.ts'

export interface NameJobsOptions {
  /** Who looks: others' documents and voices keep their names to themselves. */
  readonly accountId: string
  /** With the address of each owner: for administrators. */
  readonly emails?: boolean
}

/** Jobs with the names of what they work on, in the given order. Throws what the database throws. */
export async function nameJobs({ db }: { db: Db }, jobs: readonly Job[], { accountId, emails = false }: NameJobsOptions): Promise<ListedJob[]> {
  const own = jobs.filter(({ owner }) => owner.userId === accountId)
  const [ofDocuments, ofVoices, ofOwners] = await Promise.all([
    namesOf(idsOf(own, 'ingest-document', documentOfJob), (ids) =>
      db.select({ id: documents.documentId, name: documents.name }).from(documents).where(and(eq(documents.accountId, accountId), inArray(documents.documentId, ids)))),
    namesOf(idsOf(own, 'clone-voice', voiceOfJob), (ids) =>
      db.select({ id: voices.voiceId, name: voices.name }).from(voices).where(and(eq(voices.accountId, accountId), inArray(voices.voiceId, ids)))),
    namesOf(emails ? jobs.map(({ owner }) => owner.userId) : [], (ids) =>
      db.select({ id: accounts.accountId, name: accounts.email }).from(accounts).where(inArray(accounts.accountId, ids))),
  ])
  return jobs.map((job): ListedJob => ({
    ...job,
    subject: job.owner.userId === accountId ? subjectOf(job) : undefined,
    email: emails ? ofOwners.get(job.owner.userId) ?? null : undefined,
  }))

  function subjectOf({ kind, id }: Job): string | null | undefined {
    switch (kind) {
      case 'ingest-document': return ofDocuments.get(documentOfJob(id)) ?? null
      case 'clone-voice': return ofVoices.get(voiceOfJob(id)) ?? null
      case 'cloned-speech': case 'diarization': return undefined
    }
  }
}

function idsOf(jobs: readonly Job[], kind: JobKind, idOf: (jobId: string) => string): string[] {
  return jobs.filter((job) => job.kind === kind).map(({ id }) => idOf(id))
}

/** What is no id has no name, and the database would refuse it. */
async function namesOf(ids: readonly string[], find: (ids: string[]) => PromiseLike<{ id: string; name: string }[]>): Promise<ReadonlyMap<string, string>> {
  const proper = [...new Set(ids)].filter((id) => z.uuid().safeParse(id).success)
  return new Map(proper.length === 0 ? [] : (await find(proper)).map(({ id, name }) => [id, name]))
}
