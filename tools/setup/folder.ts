import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { hasCode } from '../../infra/has_code.ts'
import { SetupError } from './fail.mjs'

/** Makes the folder if need be and writes to it. Throws a SetupError that names the variable when that does not work. */
export async function requireWritable(folder: string, variable: string): Promise<void> {
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    await makeFolder(folder)
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? cause.code : String(cause)
    throw new SetupError(`Parley cannot write to "${folder}" (${reason}): give it to this user or set ${variable} to another folder.`, { cause })
  }
}

/** Node's own recursive mkdir never returns below a folder that takes no children, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (await exists(folder)) return
  if (!(await exists(dirname(folder)))) await makeFolder(dirname(folder))
  try {
    await mkdir(folder)
  } catch (error) {
    // Another start may have been quicker.
    if (!(hasCode(error, 'EEXIST') && await exists(folder))) throw error
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}
