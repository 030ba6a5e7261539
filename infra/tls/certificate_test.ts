import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, get } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ensureCertificate } from './certificate.ts'

const DAY_MS = 86_400_000

describe('ensureCertificate', () => {
  let folder: string
  const given = () => ({ folder: join(folder, 'tls'), addresses: ['192.168.1.20', 'fd00::20'], hostname: 'Meeting-Box', now: Date.now() })

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-tls-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('makes one that names every address of the machine, for at most 398 days, with a key for its owner only', async () => {
    const { certPem, fingerprint256 } = await ensureCertificate(given())
    const certificate = new X509Certificate(certPem)
    assert.equal(certificate.fingerprint256, fingerprint256)
    for (const address of ['127.0.0.1', '::1', '192.168.1.20', 'fd00::20']) assert.ok(certificate.checkIP(address), address)
    for (const host of ['localhost', 'meeting-box']) assert.ok(certificate.checkHost(host), host)
    assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
    const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY_MS
    assert.ok(days > 360 && days <= 398, `${days} days`)
    assert.equal((await stat(join(folder, 'tls/key.pem'))).mode & 0o777, 0o600)
  })

  it('keeps it for the next start', async () => {
    const first = await ensureCertificate(given())
    assert.deepEqual(await ensureCertificate(given()), first)
  })

  it('makes another when it is about to expire', async () => {
    const first = await ensureCertificate(given())
    const later = await ensureCertificate({ ...given(), now: Date.now() + 385 * DAY_MS })
    assert.notEqual(later.fingerprint256, first.fingerprint256)
    // Before its time it does not hold either: the clock was set back.
    assert.notEqual((await ensureCertificate(given())).fingerprint256, later.fingerprint256)
  })

  it('makes another when an address comes or goes', async () => {
    const first = await ensureCertificate(given())
    const moved = await ensureCertificate({ ...given(), addresses: ['192.168.1.20', '10.0.0.7'] })
    assert.notEqual(moved.fingerprint256, first.fingerprint256)
    const fewer = await ensureCertificate({ ...given(), addresses: ['192.168.1.20'] })
    assert.notEqual(fewer.fingerprint256, moved.fingerprint256)
  })

  it('makes another when the kept one is damaged', async () => {
    await ensureCertificate(given())
    await writeFile(join(folder, 'tls/certificate.pem'), 'not a certificate')
    assert.match((await ensureCertificate(given())).certPem, /BEGIN CERTIFICATE/)
  })

  it('fails with the file system\'s error when the folder cannot be made', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    await assert.rejects(ensureCertificate({ ...given(), folder: join(file, 'tls') }), { code: 'ENOTDIR' })
  })

  it('serves HTTPS to a client that trusts it, and only to that one', async () => {
    const { certPem, keyPem } = await ensureCertificate(given())
    const server = createServer({ cert: certPem, key: keyPem }, (_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const ask = (ca?: string) => new Promise<string>((resolve, reject) => {
      get({ host: '127.0.0.1', port, ca, agent: false }, async (response) => resolve(String(await response.toArray()))).on('error', reject)
    })
    try {
      assert.equal(await ask(certPem), 'hello')
      await assert.rejects(ask(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    } finally {
      server.close()
    }
  })
})
