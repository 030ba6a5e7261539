import { join } from 'node:path'

export interface WorkerTarget {
  /** Of the mediasoup package. */
  readonly version: string
  readonly platform: string
  readonly arch: string
  /** Text of /etc/os-release; null where there is none. A built worker uses the system's libraries. */
  readonly osRelease: string | null
}

/** Where the worker for exactly this mediasoup and this system is kept. */
export function workerCacheFile(cache: string, { version, platform, arch, osRelease }: WorkerTarget): string {
  const field = (name: string) => osRelease?.match(new RegExp(`^${name}="?([^"\n]*)"?$`, 'm'))?.[1] ?? ''
  const system = `${field('ID')}${field('VERSION_ID')}`.replace(/[^\w.]/g, '') || 'any'
  return join(cache, 'mediasoup-worker', `${version}-${platform}-${arch}-${system}`, 'mediasoup-worker')
}
