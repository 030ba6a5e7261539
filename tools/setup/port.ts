import { createServer } from 'node:net'
import { SetupError } from './fail.mjs'

/** Throws a SetupError when the server could not listen there; asked before anything slow. Port 0 takes any free one. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen({ host, port, exclusive: true }, resolve)
    })
  } catch (cause) {
    throw new SetupError(explain(cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause), host, port), { cause })
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

function explain(code: string, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program: stop that one, or choose another port, as in "PORT=${port + 1} npm start".`
  if (code === 'EACCES') return `This user may not listen on port ${port}: choose one from 1024 on, as in "PORT=8080 npm start".`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `This machine has no address "${host}": set HOST to one that it has, or leave it out.`
  return `Parley cannot listen on ${host}, port ${port} (${code}): set HOST and PORT to what works on this machine.`
}
