import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '../../domain/errors.ts'
import { SetupError, describeFailure } from './fail.mjs'
import { requireNode } from './node_version.mjs'

describe('describeFailure', () => {
  it('is the sentence alone for what was foreseen', () => {
    assert.equal(describeFailure(new SetupError('Do this.')), 'Do this.')
    assert.equal(describeFailure(new Error('Set that.')), 'Set that.')
    assert.equal(describeFailure(new DomainError('unavailable', 'Port 80 is taken')), 'Port 80 is taken')
  })

  it('shows where a defect is', () => {
    assert.match(describeFailure(new TypeError('x is not a function')), /defect: TypeError: x is not a function\n\s+at /)
    assert.match(describeFailure(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })), /defect: Error: EIO/)
    assert.equal(describeFailure('odd'), 'Parley stopped: odd')
  })
})

describe('requireNode', () => {
  it('takes the oldest that works and all newer ones', () => {
    for (const version of ['20.11.0', '20.20.2', '22.0.0', '24.1.0-nightly']) requireNode(version)
  })

  it('refuses older ones in a sentence', () => {
    for (const version of ['18.20.4', '20.10.0', '20.9.9']) {
      assert.throws(() => requireNode(version), { name: 'SetupError', message: `Parley needs Node 20.11.0 or newer and this is ${version}: install a newer Node and start again.` })
    }
  })
})
