import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'node:test'
import { requireFreePort } from './port.ts'

describe('requireFreePort', () => {
  it('refuses a taken port, and leaves a free one free', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await assert.rejects(requireFreePort('127.0.0.1', port), { name: 'SetupError', message: new RegExp(`^Port ${port} is taken .*PORT=${port + 1} npm start`) })
    await new Promise((resolve) => server.close(resolve))
    await requireFreePort('127.0.0.1', port)
    await requireFreePort('127.0.0.1', port)
  })

  it('refuses an address that this machine does not have', async () => {
    await assert.rejects(requireFreePort('192.0.2.1', 0), { name: 'SetupError', message: /no address "192\.0\.2\.1": set HOST/ })
  })
})
