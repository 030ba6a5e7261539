import type { CryptoKey, JWK } from 'jose'
import { exportJWK, generateKeyPair, importJWK } from 'jose'
import { and, desc, isNull, lte } from 'drizzle-orm'
import type { Db } from '../../infra/db/db.ts'
import { signingKeys } from '../../infra/db/schema/mod.ts'
import type { Log } from '../../infra/log.ts'
import { seal, unseal } from '../../infra/seal.ts'

export const ALGORITHM = 'ES256'
/** How long a session token lives. */
export const ACCESS_TOKEN_MS = 15 * 60_000
/** A new key signs after this long. */
export const ROTATE_MS = 30 * 24 * 60 * 60_000
/** Unknown key ids are looked up at most this often: forged ones cost the database nothing. */
const RELOAD_MS = 1_000
const PURPOSE = 'signing-key'
const KID = /^[0-9a-f-]{36}$/

export interface KeyRing {
  /** The key that signs now; made or replaced when it is time. */
  signer(): Promise<{ readonly kid: string; readonly key: CryptoKey }>
  /** The public key of a kid, or null: unknown, or retired for longer than a token lives. */
  verifier(kid: string): Promise<CryptoKey | null>
  /** Public keys that verify now, as a JSON Web Key Set. */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>
}

type Row = typeof signingKeys.$inferSelect
interface Verifier { readonly key: CryptoKey; readonly jwk: JWK; readonly untilMs: number }

/**
 * Keys of session tokens, shared through the database. Private ones are sealed with the deployment's secret; a process with
 * another secret cannot sign with them, makes its own, and verifies all of them.
 */
export function createKeyRing({ db, secret, now, log }: { db: Db; secret: string; now: () => number; log: Log }): KeyRing {
  let signing: Promise<{ kid: string; key: CryptoKey; untilMs: number }> | null = null
  let verifiers = new Map<string, Verifier>()
  let loadedAtMs = -Infinity

  const load = async (): Promise<Row[]> => {
    const rows = await db.select().from(signingKeys).orderBy(desc(signingKeys.createdAt))
    const known = await Promise.all(rows.map(async (row) => {
      const jwk = { ...(row.publicJwk as JWK), kid: row.kid, alg: ALGORITHM, use: 'sig' }
      return [row.kid, { key: await importJWK(jwk, ALGORITHM) as CryptoKey, jwk, untilMs: verifiesUntil(row) }] as const
    }))
    verifiers = new Map(known)
    return rows
  }

  const makeSigner = async () => {
    const nowMs = now()
    for (const { kid, privateJwk, createdAt, retiredAt } of await load()) {
      const untilMs = createdAt.getTime() + ROTATE_MS
      if (untilMs <= nowMs || retiredAt) continue
      const opened = unseal(privateJwk, { secret, purpose: PURPOSE })
      if (opened) return { kid, key: await importJWK(JSON.parse(opened), ALGORITHM) as CryptoKey, untilMs }
    }
    const pair = await generateKeyPair(ALGORITHM, { extractable: true })
    const kid = crypto.randomUUID()
    const createdAt = new Date(nowMs)
    await db.insert(signingKeys).values({
      kid, algorithm: ALGORITHM, createdAt,
      publicJwk: await exportJWK(pair.publicKey),
      privateJwk: seal(JSON.stringify(await exportJWK(pair.privateKey)), { secret, purpose: PURPOSE }),
    })
    await db.update(signingKeys).set({ retiredAt: createdAt }).where(and(isNull(signingKeys.retiredAt), lte(signingKeys.createdAt, new Date(nowMs - ROTATE_MS))))
    await load()
    log.info('signing-key-made', { kid })
    return { kid, key: pair.privateKey, untilMs: nowMs + ROTATE_MS }
  }

  const current = async () => {
    signing ??= makeSigner()
    return await signing.catch((error: unknown) => {
      signing = null
      throw error
    })
  }

  return {
    async signer() {
      const signer = await current()
      if (signer.untilMs > now()) return signer
      signing = null
      return await current()
    },
    async verifier(kid) {
      if (!KID.test(kid)) return null
      if (!verifiers.has(kid) && now() - loadedAtMs >= RELOAD_MS) {
        loadedAtMs = now()
        await load()
      }
      const known = verifiers.get(kid)
      return known && known.untilMs > now() ? known.key : null
    },
    async jwks() {
      await current()
      await load()
      return { keys: [...verifiers.values()].filter(({ untilMs }) => untilMs > now()).map(({ jwk }) => jwk) }
    },
  }
}

/** A retired key has signed until it was retired, and at the latest until it was due. */
function verifiesUntil({ createdAt, retiredAt }: Row): number {
  return (retiredAt ?? new Date(createdAt.getTime() + ROTATE_MS)).getTime() + ACCESS_TOKEN_MS
}
