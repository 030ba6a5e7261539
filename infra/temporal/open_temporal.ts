import { readFile } from 'node:fs/promises'
import { Client, Connection } from '@temporalio/client'
import type { TLSConfig } from '@temporalio/client'
import { DomainError } from '../../domain/errors.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { ATTRIBUTE_NAMES, registerAttributes } from './search_attributes.ts'
import { callTemporal } from './call.ts'

const READY_MS = 2_000
const CONNECT_MS = 5_000
/** gRPC itself would come to ask every two minutes only whether a server that was away is back. */
const CHANNEL = { 'grpc.max_reconnect_backoff_ms': 5_000 }

/** How a client or a worker reaches a Temporal. */
export interface TemporalAddress {
  /** `HOST:PORT`. */
  readonly address: string
  readonly namespace: string
  readonly tls?: TLSConfig | undefined
  readonly apiKey?: string | undefined
}

/** One Temporal, reached when it is needed and again after it was away. */
export interface Temporal {
  readonly at: TemporalAddress
  readonly client: Client
  /** Whether it answers now. */
  ready(): Promise<boolean>
  /** Makes the search attributes that it lacks; once, tried again after a failure. Throws DomainError `unavailable`. */
  prepared(): Promise<void>
  /** Waits for what is asked, five seconds at most. Idempotent. */
  close(): Promise<void>
}

type TemporalConfig = Pick<Config, 'TEMPORAL_NAMESPACE' | 'TEMPORAL_TLS' | 'TEMPORAL_TLS_CA' | 'TEMPORAL_TLS_CERT' | 'TEMPORAL_TLS_KEY' | 'TEMPORAL_TLS_SERVER_NAME' | 'TEMPORAL_API_KEY'>

/** The cluster's address with what it takes to be let in. Throws an Error that names the variable of a file that cannot be read. */
export async function clusterAddress(config: TemporalConfig, address: string): Promise<TemporalAddress> {
  const { TEMPORAL_NAMESPACE: namespace, TEMPORAL_API_KEY: apiKey } = config
  const [ca, crt, key] = await Promise.all((['TEMPORAL_TLS_CA', 'TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY'] as const).map((name) => readPem(name, config[name])))
  const wanted = config.TEMPORAL_TLS || apiKey !== undefined || ca !== undefined || crt !== undefined
  if (!wanted) return { address, namespace }
  const tls: TLSConfig = {
    ...(config.TEMPORAL_TLS_SERVER_NAME === undefined ? {} : { serverNameOverride: config.TEMPORAL_TLS_SERVER_NAME }),
    ...(ca === undefined ? {} : { serverRootCACertificate: ca }),
    ...(crt === undefined || key === undefined ? {} : { clientCertPair: { crt, key } }),
  }
  return { address, namespace, tls, apiKey }
}

async function readPem(name: string, path: string | undefined): Promise<Uint8Array | undefined> {
  if (path === undefined) return undefined
  return readFile(path).catch((cause: unknown) => {
    throw new Error(`Cannot read ${name} at "${path}": correct the path or give this user the right to read it.`, { cause })
  })
}

/** Opens a client that connects when it is first used. Nothing here throws while the server is away. */
export function openTemporal(at: TemporalAddress, { log }: { log: Log }): Temporal {
  const { address, namespace, tls, apiKey } = at
  const connection = Connection.lazy({ address, connectTimeout: CONNECT_MS, channelArgs: CHANNEL, ...(tls ? { tls } : {}), ...(apiKey === undefined ? {} : { apiKey }) })
  const client = new Client({ connection, namespace })
  const underWay = waitedFor(connection)
  let preparing: Promise<void> | null = null
  let closed: Promise<void> | null = null

  const temporal: Temporal = {
    at,
    client,
    async ready() {
      const look = () => connection.workflowService.describeNamespace({ namespace })
      return connection.withDeadline(Date.now() + READY_MS, look).then(() => true, () => false)
    },
    prepared() {
      preparing ??= prepare(temporal, connection, log).catch((error: unknown) => {
        preparing = null
        throw error
      })
      return preparing
    },
    close() {
      closed ??= underWay().then(() => connection.close())
      return closed
    },
  }
  return temporal
}

/** Calls try again by themselves until their deadline, whoever still waits for them, and on a closed connection that is an error that nobody can catch. */
function waitedFor(connection: Connection): () => Promise<void> {
  const calls = new Set<Promise<void>>()
  const call = connection.withDeadline.bind(connection)
  connection.withDeadline = async (deadline, work) => {
    const made = call(deadline, work)
    const over: Promise<void> = made.then(() => {}, () => {}).finally(() => calls.delete(over))
    calls.add(over)
    return made
  }
  return async () => {
    while (calls.size > 0) await Promise.all(calls)
  }
}

async function prepare(temporal: Temporal, connection: Connection, log: Log): Promise<void> {
  try {
    await callTemporal(temporal, 'register search attributes', () => registerAttributes(connection, temporal.at.namespace))
  } catch (error) {
    if (error instanceof DomainError && error.code !== 'forbidden') throw error
    // A cluster may keep this to its operators; starting a job tells whether they have done it.
    log.warn('temporal-attributes', { error, names: ATTRIBUTE_NAMES, action: 'create these search attributes of type Keyword in the namespace, unless they are there' })
  }
}
