import { rm } from 'node:fs/promises'
import { lockFolder } from '../../infra/db/folder_lock.ts'
import { whoClaims } from '../../models/store/claims.ts'
import { SetupError } from '../setup/fail.mjs'
import { formatBytes } from './format.ts'
import { folderBytes } from './shelf.ts'
import type { Shelf, ShelfModel } from './shelf.ts'

export interface RemoveOptions {
  readonly json: boolean
  readonly write: (line: string) => void
}

/** Deletes models that were pulled, and what was begun of them. Throws a SetupError, before it deletes any, for one that has to stay. */
export async function removeModels(shelf: Shelf, models: readonly ShelfModel[], { json, write }: RemoveOptions): Promise<void> {
  for (const { id, where } of models) {
    if (where === 'bundled') throw new SetupError(`"${id}" ships with Parley and stays: it is part of the project's folder.`)
    const users = await whoClaims(shelf.cacheFolder, id)
    if (users.length > 0) throw new SetupError(`"${id}" is in use by process ${users.join(', ')}: stop Parley, remove the model, and start it again.`)
  }
  const done = []
  for (const { id, folder } of models) {
    const freedBytes = (await folderBytes(folder)) + (await folderBytes(`${folder}.part`))
    if (freedBytes > 0) await removeOne(id, folder)
    done.push({ id, freedBytes })
    if (!json) write(freedBytes > 0 ? `${id} is removed: ${formatBytes(freedBytes)} are free again.` : `${id} was not on this machine.`)
  }
  if (json) write(JSON.stringify(done))
}

async function removeOne(id: string, folder: string): Promise<void> {
  const lock = await lockFolder(folder).catch((cause: unknown) => {
    throw new SetupError(`"${id}" is being fetched by another process: end that first.`, { cause })
  })
  try {
    await Promise.all([folder, `${folder}.part`].map((path) => rm(path, { recursive: true, force: true })))
  } finally {
    await lock.release()
  }
}
