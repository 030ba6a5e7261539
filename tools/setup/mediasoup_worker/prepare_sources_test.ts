import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { patchDtls, prepareSources } from './prepare_sources.ts'

const PACKAGE = fileURLToPath(new URL('../../../node_modules/mediasoup', import.meta.url))

describe('prepareSources', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-sources-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('puts a stub in the place of each library that the installed mediasoup would download, and patches its DTLS', async () => {
    const target = join(folder, 'sources')
    await prepareSources(PACKAGE, target)
    // Not needed: catch2 is for mediasoup's own tests, wingetopt for Windows.
    const wraps = (await readdir(join(PACKAGE, 'worker/subprojects'))).filter((name) => name.endsWith('.wrap') && !/^(catch2|wingetopt)\./.test(name))
    assert.equal(wraps.length, 6)
    for (const wrap of wraps) {
      const text = await readFile(join(target, 'subprojects', wrap), 'utf8')
      const folder = /^directory *= *(\S+)$/m.exec(text)?.[1] ?? ''
      assert.ok((await readFile(join(target, 'subprojects', folder, 'meson.build'), 'utf8')).startsWith('project('), wrap)
    }
    const dtls = await readFile(join(target, 'src/RTC/DtlsTransport.cpp'), 'utf8')
    assert.ok(/int argi,[\s\S]*if \(argi == BIO_CTRL_GET_KTLS_SEND\)\n\t\{\n\t\treturn 0;/.test(dtls))
  })

  it('refuses sources that it was not written for', async () => {
    assert.throws(() => patchDtls('int main() {}'), /DtlsTransport\.cpp has changed/)
    await assert.rejects(prepareSources(join(folder, 'nothing'), join(folder, 'other')), { code: 'ENOENT' })
  })
})
