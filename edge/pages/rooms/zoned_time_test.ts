import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromZonedTime, toUtcField } from './zoned_time.ts'

const iso = (local: string, zone: string) => {
  const ms = fromZonedTime(local, zone)
  return ms === null ? null : new Date(ms).toISOString()
}

test('a wall clock’s time is a moment, in summer and in winter', () => {
  assert.equal(iso('2026-11-24T15:30', 'UTC'), '2026-11-24T15:30:00.000Z')
  assert.equal(iso('2026-11-24T15:30', 'Asia/Ho_Chi_Minh'), '2026-11-24T08:30:00.000Z')
  assert.equal(iso('2026-07-01T09:00', 'Europe/Lisbon'), '2026-07-01T08:00:00.000Z')
  assert.equal(iso('2026-12-01T09:00', 'Europe/Lisbon'), '2026-12-01T09:00:00.000Z')
  assert.equal(iso('2026-11-24T00:15', 'America/Sao_Paulo'), '2026-11-24T03:15:00.000Z')
})

test('around a change of clocks', () => {
  assert.equal(iso('2026-03-29T00:30', 'Europe/Berlin'), '2026-03-28T23:30:00.000Z')
  assert.equal(iso('2026-03-29T03:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z')
})

test('what is no time or no zone is null', () => {
  for (const local of ['', 'soon', '2026-13-01T10:00', '2026-02-30T10:00', '2026-11-24 15:30']) assert.equal(fromZonedTime(local, 'UTC'), null, local)
  assert.equal(fromZonedTime('2026-11-24T15:30', 'Mars/Olympus'), null)
  assert.equal(toUtcField(Date.UTC(2026, 10, 24, 15, 30)), '2026-11-24T15:30')
})
