import { expect, test } from 'vitest'
import { parseResult, table } from './result.ts'

test.each(['', 'starting', '[1]', '{', '{"name":"x"}', '{"name":"x","value":"1","unit":"s"}'])('the line %j is no result', (line) => {
  expect(parseResult(line)).toBeNull()
})

test('results become a table with aligned columns', () => {
  const lines = [
    '{"name":"ingest, durable","value":123456.7,"unit":"samples/s","target":">= 100000","met":true}',
    '{"name":"size","value":2.34567,"unit":"bytes","target":"<= 2","met":false}',
    '{"name":"files","value":7,"unit":""}',
  ]
  expect(table(lines.flatMap((line) => parseResult(line) ?? [])).split('\n')).toEqual([
    'figure            value  unit       target',
    'ingest, durable  123457  samples/s  >= 100000  met',
    'size              2.346  bytes      <= 2       MISSED',
    'files                 7',
  ])
})
