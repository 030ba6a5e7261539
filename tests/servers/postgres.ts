import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, chown, cp, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import process from 'node:process'
import { parseConfig } from '../../infra/config.ts'
import { findPostgres, keptPostgres } from '../../tools/setup/postgres/find.ts'
import { runCommand } from '../../tools/setup/run_command.mjs'
import { freePort } from './free_port.ts'
import type { TestServer } from './test_server.ts'

/** PostgreSQL refuses to run as root; every system has this user. */
const NOBODY = 65_534
/** Backends of a server that was killed need a moment to notice, and the new one waits for them. */
const STILL_ENDING = /shared memory block|could not bind|lock file "postmaster\.pid" already exists/
const START_TIMEOUT_MS = 20_000

interface Place {
  readonly bin: string
  readonly data: string
  readonly port: number
  /** As whom it runs; empty: as this process. */
  readonly user: { readonly uid?: number; readonly gid?: number }
  readonly settings: Readonly<Record<string, string>>
}

export interface PostgresOptions {
  /** A folder that `copyTo` filled: its database instead of an empty one. It has the password it had. */
  readonly from?: string
  /** Random where it is left out. */
  readonly password?: string
  /** Of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>
}

export interface PostgresServer extends TestServer {
  /** Ends it, copies its data to a folder that is not there yet, and starts it again. */
  copyTo(folder: string): Promise<void>
}

/**
 * A real PostgreSQL with pgvector, with an empty database that survives `kill9` and `restart`.
 * Throws an Error that says what to do when the set-up has not found or downloaded one.
 */
export async function startPostgres({ from, password = randomBytes(12).toString('hex'), settings = {} }: PostgresOptions = {}): Promise<PostgresServer> {
  const { PARLEY_CACHE } = parseConfig({ PARLEY_CACHE: process.env.PARLEY_CACHE })
  const found = await findPostgres(PARLEY_CACHE, { run: runCommand, path: process.env.PATH })
  if (!found) throw new Error('Cannot start PostgreSQL: there is none with pgvector on this machine yet; "npm test" downloads one')
  const folder = await mkdtemp(join(tmpdir(), 'parley-postgres-'))
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  let child: ChildProcess | null = null
  const endWithTest = () => child?.kill('SIGQUIT')
  process.once('exit', endWithTest)
  const end = async (signal: NodeJS.Signals) => {
    const ending = child
    child = null
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = once(ending, 'exit')
    ending.kill(signal)
    await gone
  }
  const stop = async () => {
    await end('SIGINT')
    process.off('exit', endWithTest)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const place = { bin: await reachableBin(found, { folder, cache: PARLEY_CACHE, uid: user.uid }), data: join(folder, 'data'), port: await freePort(), user, settings }
    await (from === undefined ? initialise(place, { folder, password }) : copyData(from, place))
    child = await launch(place)
    return {
      url: `postgres://parley:${password}@127.0.0.1:${place.port}/postgres`,
      kill9: () => end('SIGKILL'),
      async restart() {
        await end('SIGINT')
        child = await launch(place)
      },
      async copyTo(to) {
        await end('SIGINT')
        await cp(place.data, to, { recursive: true })
        child = await launch(place)
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The binaries where the server's user can read them: root's own cache is closed to others, so that user gets a copy. */
async function reachableBin(bin: string, { folder, cache, uid }: { folder: string; cache: string; uid: number | undefined }): Promise<string> {
  if (uid === undefined) return bin
  await chmod(folder, 0o755)
  if (await isOpenToAll(bin)) return bin
  const kept = keptPostgres(cache)
  const whole = bin === kept.bin ? kept.folder : dirname(bin)
  const copy = join(folder, 'install')
  await cp(whole, copy, { recursive: true, verbatimSymlinks: true, filter: (source) => !/\/include$|\.a$/.test(source) })
  return join(copy, relative(whole, bin))
}

async function isOpenToAll(path: string): Promise<boolean> {
  if (((await stat(path)).mode & 0o005) !== 0o005) return false
  return path === dirname(path) || isOpenToAll(dirname(path))
}

async function initialise({ bin, data, user }: Place, { folder, password }: { folder: string; password: string }): Promise<void> {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await mkdir(data, { mode: 0o700 })
  if (user.uid !== undefined && user.gid !== undefined) for (const path of [passwordFile, data]) await chown(path, user.uid, user.gid)
  const child = spawn(join(bin, 'initdb'), [
    '--pgdata', data, '--username', 'parley', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--lc-ctype', 'C.UTF-8', '--no-sync',
  ], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...user })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`initdb ended with ${code}:\n${said}`)
}

async function copyData(from: string, { data, user }: Place): Promise<void> {
  await cp(from, data, { recursive: true })
  await chmod(data, 0o700)
  if (user.uid === undefined || user.gid === undefined) return
  await chown(data, user.uid, user.gid)
  for (const name of await readdir(data, { recursive: true })) await chown(join(data, name), user.uid, user.gid)
}

async function launch(place: Place): Promise<ChildProcess> {
  const until = Date.now() + START_TIMEOUT_MS
  for (;;) {
    const outcome = await tryLaunch(place)
    if (typeof outcome !== 'string') return outcome
    if (!STILL_ENDING.test(outcome) || Date.now() > until) throw new Error(`PostgreSQL did not start:\n${outcome}`)
  }
}

/** @returns what it said when it ended instead of taking connections */
async function tryLaunch({ bin, data, port, user, settings: own }: Place): Promise<ChildProcess | string> {
  // The machine does not crash in a test, so nothing has to reach the disk: what a killed server has written stays with the system.
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 60, shared_buffers: '32MB', lc_messages: 'C', fsync: 'off', ...own }
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...args], { cwd: data, stdio: ['ignore', 'ignore', 'pipe'], ...user })
  let said = ''
  return new Promise((resolve, reject) => {
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-20_000)
      if (said.includes('ready to accept connections')) resolve(child)
    })
    child.once('error', (cause) => reject(new Error(`Cannot run ${join(bin, 'postgres')}`, { cause })))
    child.once('close', () => resolve(said))
  })
}
