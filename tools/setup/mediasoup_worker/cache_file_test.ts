import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { workerCacheFile } from './cache_file.ts'

const target = { version: '3.27.1', platform: 'linux', arch: 'x64', osRelease: 'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n' }

describe('workerCacheFile', () => {
  it('keeps apart what cannot be exchanged', () => {
    assert.equal(workerCacheFile('/cache', target), '/cache/mediasoup-worker/3.27.1-linux-x64-debian12/mediasoup-worker')
    const others = [{ version: '3.27.2' }, { arch: 'arm64' }, { osRelease: 'ID=debian\nVERSION_ID="13"\n' }, { osRelease: null }]
    const files = new Set([target, ...others.map((other) => ({ ...target, ...other }))].map((each) => workerCacheFile('/cache', each)))
    assert.equal(files.size, 5)
  })

  it('stays inside the cache whatever the system calls itself', () => {
    assert.equal(workerCacheFile('/cache', { ...target, osRelease: 'ID="../../etc"\nVERSION_ID="a b/c"\n' }), '/cache/mediasoup-worker/3.27.1-linux-x64-....etcabc/mediasoup-worker')
  })
})
