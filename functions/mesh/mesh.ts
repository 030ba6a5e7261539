import { hc } from 'hono/client'
import type { CaptionsApp } from '../captions/app.ts'
import type { RoomsApp } from '../rooms/app.ts'
import type { SpeakApp } from '../speak/app.ts'
import type { TranscribeApp } from '../transcribe/app.ts'
import type { TranslateApp } from '../translate/app.ts'
import { createMeshFetch } from './mesh_fetch.ts'
import type { Served } from './serve_alone.ts'

/** Every function of the mesh, by name. */
export interface MeshApps {
  readonly transcribe: TranscribeApp
  readonly translate: TranslateApp
  readonly speak: SpeakApp
  readonly rooms: RoomsApp
  readonly captions: CaptionsApp
}

export interface MeshOptions {
  /** Functions that live in this process. */
  readonly apps: { readonly [Name in keyof MeshApps]?: Served }
  /** Replicas of those that live elsewhere; a URL wins over an app. */
  readonly urls?: { readonly [Name in keyof MeshApps]?: readonly string[] }
  /** Sent to replicas as a bearer token. */
  readonly key?: string
  readonly fetch?: typeof globalThis.fetch
  /** Longest wait for one call with its retries, ms. */
  readonly deadlineMs?: number
}

export interface MeshClients {
  readonly transcribe: ReturnType<typeof hc<TranscribeApp>>
  readonly translate: ReturnType<typeof hc<TranslateApp>>
  readonly speak: ReturnType<typeof hc<SpeakApp>>
  readonly rooms: ReturnType<typeof hc<RoomsApp>>
  readonly captions: ReturnType<typeof hc<CaptionsApp>>
}

export interface Mesh {
  /** The typed Hono client of a function, wherever it runs. Its fetch throws DomainErrors; `unwrap` reads its answers. */
  client<Name extends keyof MeshApps>(name: Name): MeshClients[Name]
}

const DEADLINE_MS = 10_000

/** How functions find each other: one client, in process or over HTTP, chosen by configuration alone. */
export function createMesh({ apps, urls = {}, key, fetch = globalThis.fetch, deadlineMs = DEADLINE_MS }: MeshOptions): Mesh {
  const open = (name: keyof MeshApps) =>
    createMeshFetch({ name, app: apps[name] ?? null, replicas: urls[name] ?? [], key: key ?? null, fetch, deadlineMs })
  // The mesh's fetch puts a replica in the place of this base.
  const clients: MeshClients = {
    transcribe: hc<TranscribeApp>('http://transcribe.mesh', { fetch: open('transcribe') }),
    translate: hc<TranslateApp>('http://translate.mesh', { fetch: open('translate') }),
    speak: hc<SpeakApp>('http://speak.mesh', { fetch: open('speak') }),
    rooms: hc<RoomsApp>('http://rooms.mesh', { fetch: open('rooms') }),
    captions: hc<CaptionsApp>('http://captions.mesh', { fetch: open('captions') }),
  }
  return { client: (name) => clients[name] }
}
