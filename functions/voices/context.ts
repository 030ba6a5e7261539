import type { Tier } from '../../domain/tier.ts'
import type { Blobs } from '../../infra/blob/blob.ts'
import type { Cache } from '../../infra/cache/cache.ts'
import type { Db } from '../../infra/db/db.ts'
import type { Log } from '../../infra/log.ts'
import type { Cloner } from '../../models/cloning/cloner.ts'

/** The work of checking a voice's samples and of having an engine listen to them, wherever that is done. */
export interface CloningWork {
  /**
   * Begins it, or leaves it alone when it is under way. Rejects when it cannot begin now: it is tried again.
   * @param voice.again for a voice that is ready, and that another engine is to learn
   */
  start(voice: { readonly voiceId: string; readonly accountId: string; readonly tier: Tier; readonly again?: boolean }): Promise<void>
  /** Ends it, if it is under way. */
  stop(voiceId: string): Promise<void>
}

export interface VoicesDeps {
  readonly db: Db
  readonly blob: Blobs
  readonly cache: Cache
  /** Speaks the test sentences. */
  readonly cloner: Pick<Cloner, 'engine' | 'languages' | 'ready' | 'speak'>
  readonly work: CloningWork
  /** Erases what was spoken with a voice, or with all of someone. */
  readonly eraseClones: (whose: { readonly accountId: string; readonly voiceId?: string }) => Promise<unknown>
  readonly now: () => number
  readonly log: Log
}

/** A voice of somebody; every verb finds only those of its own account. */
export interface VoiceInput {
  readonly accountId: string
  readonly voiceId: string
}
