import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toCsv } from './analytics_table.ts'
import type { Table } from './analytics_table.ts'

const table = (rows: Table['rows']): Table => ({ columns: [{ name: 'name', kind: 'text' }, { name: 'captions', kind: 'count' }], rows })
const lines = (rows: Table['rows']) => toCsv(table(rows)).split('\r\n').slice(1, -1)

test('a file begins with the names of its columns, and every row ends as RFC 4180 says', () => {
  assert.equal(toCsv(table([])), 'name,captions\r\n')
  assert.equal(toCsv(table([['José', 3], [null, null]])), 'name,captions\r\nJosé,3\r\n,\r\n')
})

test('a text that spreadsheets would run gets an apostrophe, a number stays one', () => {
  assert.deepEqual(lines([['=1+2', 1], ['+Ada', 1], ['-Ada', 1], ['@SUM(A1)', 1], ['\tx', 1], ['a=1', 1], [' =1', 1]]), ['\'=1+2,1', '\'+Ada,1', '\'-Ada,1', '\'@SUM(A1),1', '\'\tx,1', 'a=1,1', ' =1,1'])
  assert.deepEqual(lines([['Ada', -3], ['Ada', -0.5], ['-3', 0]]), ['Ada,-3', 'Ada,-0.5', '\'-3,0'])
})

test('what has commas, quotes or line breaks is quoted, also behind an apostrophe', () => {
  assert.equal(toCsv(table([['José "Zé", Silva', 1], ['a\nb', 2], ['=HYPERLINK("x","y")', 3], ['\r=1', 4]])),
    'name,captions\r\n"José ""Zé"", Silva",1\r\n"a\nb",2\r\n"\'=HYPERLINK(""x"",""y"")",3\r\n"\'\r=1",4\r\n')
})

test('what is true or false is written so', () => {
  assert.equal(toCsv({ columns: [{ name: 'guest', kind: 'yes' }], rows: [[true], [false]] }), 'guest\r\ntrue\r\nfalse\r\n')
})
