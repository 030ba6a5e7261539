import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SetupError } from './fail.mjs'

/** Makes the folder if need be and writes to it. Throws a SetupError that names the variable when that does not work. */
export async function requireWritable(folder: string, variable: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : String(cause)
    throw new SetupError(`Parley cannot write to "${folder}" (${reason}): give it to this user or set ${variable} to another folder.`, { cause })
  }
}
