import { DomainError } from '../../domain/errors.ts'
import { parseConfig } from '../../infra/config.ts'
import type { Config } from '../../infra/config.ts'
import { silentLog } from '../../infra/log.ts'
import { createRegistryCatalogue } from '../../models/store/registry_catalogue.ts'
import { asCatalogue } from '../../models/translation/firefox/as_catalogue.ts'
import { openFirefoxPairs } from '../../models/translation/firefox/pairs.ts'
import { SetupError } from '../setup/fail.mjs'
import { requireWritable } from '../setup/folder.ts'
import { listModels } from './list.ts'
import { measureModels } from './measure.ts'
import { pullModels } from './pull.ts'
import { removeModels } from './remove.ts'
import { pick, readShelf } from './shelf.ts'
import type { ShelfOptions } from './shelf.ts'
import { verifyModels } from './verify.ts'

const USAGE = `npm run models takes one of:
  npm run models -- list [ID...]           shows models: size, licence, languages, where each is, how quick it was here; --measure finds out
  npm run models -- pull ID... | --all     fetches models, goes on with what was begun, checks every byte
  npm run models -- verify [ID...]         reads what is on this machine again and names what is broken
  npm run models -- remove ID...           deletes models that were pulled
Each takes --json, for programs. --all is every model that Parley uses but the language pairs.`
const FLAGS = { list: ['--measure'], pull: ['--all'], verify: [], remove: [] } as const

export interface ModelsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Results, a line at a time. */
  readonly write: (line: string) => void
  /** Progress. */
  readonly tell: (text: string) => void
  /** Width of the terminal that progress goes to; undefined: it is none. */
  readonly columns?: number | undefined
  readonly signal?: AbortSignal
  readonly bundledFolder?: string
}

/** Runs one command. Throws a SetupError that says what to do, or the signal's reason. */
export async function runModels(args: readonly string[], options: ModelsOptions): Promise<void> {
  const { verb, ids, flags } = readArguments(args)
  const config = readConfig(options.environment)
  await requireWritable(config.PARLEY_CACHE, 'PARLEY_CACHE')
  const shelf = await readShelf({ ...shelfOptions(config), bundledFolder: options.bundledFolder, signal: options.signal, ask: verb === 'list' || verb === 'pull' })
  const told = { ...options, columns: options.columns, json: flags.has('--json') }
  const named = pick(shelf, ids)
  try {
    if (verb === 'list') {
      const shown = ids.length > 0 ? { ...shelf, models: named } : shelf
      if (flags.has('--measure')) await measureModels(shown, told)
      await listModels(shown, told)
    } else if (verb === 'pull') {
      const wanted = flags.has('--all') ? shelf.models.filter(({ forLater, id }) => !forLater && !id.startsWith('firefox-')) : named
      await pullModels(shelf, wanted, told)
    } else if (verb === 'verify') {
      await verifyModels(shelf, ids.length > 0 ? named : shelf.models.filter(({ where }) => where !== 'can-be-fetched'), told)
    } else await removeModels(shelf, named, told)
  } catch (error) {
    throw error instanceof DomainError ? new SetupError(`${error.message}.`, { cause: error }) : error
  }
}

function readArguments([verb = '', ...rest]: readonly string[]) {
  if (!Object.hasOwn(FLAGS, verb)) throw new SetupError(USAGE)
  const name = verb as keyof typeof FLAGS
  const flags = new Set(rest.filter((part) => part.startsWith('-')))
  const ids = rest.filter((part) => !part.startsWith('-'))
  const allowed: readonly string[] = ['--json', ...FLAGS[name]]
  const unknown = [...flags].find((flag) => !allowed.includes(flag))
  const wrong = unknown !== undefined || (name === 'remove' && ids.length === 0) ||
    (name === 'pull' && (ids.length > 0) === flags.has('--all'))
  if (wrong) throw new SetupError(USAGE)
  return { verb: name, ids, flags }
}

function shelfOptions({ PARLEY_CACHE: cacheFolder, HF_ENDPOINT: hubUrl, HF_TOKEN: token, FIREFOX_MODELS_URL: url }: Config): ShelfOptions {
  const pairs = openFirefoxPairs({ cacheFolder, url, log: silentLog })
  return { cacheFolder, catalogues: [createRegistryCatalogue({ cacheFolder, hubUrl, token }), asCatalogue(pairs)] }
}

function readConfig(environment: ModelsOptions['environment']): Config {
  try {
    return parseConfig(environment)
  } catch (error) {
    throw new SetupError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
