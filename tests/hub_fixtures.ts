import { readFile, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Small models of the true architectures with random weights, as `owner/name/PATH`; tools/fixtures makes them. */
export const HUB_FIXTURES: string = fileURLToPath(new URL('./fixtures/hub/', import.meta.url))

/** For tests: files of one or more repositories of a folder, as `startHub` takes them. */
export async function readHubFolder(repositories: readonly string[], folder = HUB_FIXTURES): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {}
  for (const repository of repositories) {
    const entries = await readdir(join(folder, repository), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath ?? entry.path, entry.name)
      files[path.slice(folder.length).split(sep).join('/').replace(/^\//, '')] = await readFile(path)
    }
  }
  return files
}
