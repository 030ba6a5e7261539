import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const SECRET_BYTES = 32

/** The key that signs sessions, made on the first start and kept in `folder`, readable by its owner only. */
export async function ensureSecret(folder: string): Promise<string> {
  const file = join(folder, 'session.key')
  await mkdir(folder, { recursive: true })
  try {
    // `wx` leaves an older key alone, also when two processes start at once.
    await writeFile(file, randomBytes(SECRET_BYTES).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return (await readFile(file, 'utf8')).trim()
}
