import type { BackupPolicy } from '@mainstay/contract/agent'
import { expect, test } from 'vitest'
import { dumpLine, readSources, sourcesFormOf } from './protection-sources.ts'

const blank = sourcesFormOf(null)

test.each<[string, Pick<BackupPolicy, 'images' | 'dumps' | 'hooks'>]>([
  ['nothing', {}],
  ['disks', { images: [{ device: '/dev/sda' }, { device: '/dev/vg0/root' }] }],
  [
    'dumps',
    {
      dumps: [
        { engine: 'postgresql' },
        { engine: 'postgresql', database: 'app', port: 5433 },
        { engine: 'postgresql', database: 'report of port 5' },
        { engine: 'postgresql', socketFolder: '/srv/socket', user: 'dba' },
        { engine: 'mysql', database: 'shop' },
        { engine: 'mysql' },
        { engine: 'sqlite', path: '/srv/my app.db' },
      ],
    },
  ],
  [
    'programs',
    {
      hooks: {
        before: { command: ['/usr/bin/app', '--say', 'two words', 'a "quote" and \\'], timeoutSeconds: 120 },
        after: { command: ['/usr/bin/app', 'start'], timeoutSeconds: 120 },
      },
    },
  ],
])('%s go into the form and come out the same', (_, sources) => {
  expect(readSources(sourcesFormOf(sources))).toEqual({ sources })
})

test('lines are what a person would write', () => {
  expect([dumpLine({ engine: 'postgresql', database: 'app', port: 5433 }), dumpLine({ engine: 'mysql' })]).toEqual([
    'postgresql app port 5433',
    'mysql',
  ])
  expect(dumpLine({ engine: 'postgresql', user: 'dba' })).toBe('{"engine":"postgresql","user":"dba"}')
})

test.each([
  [{ dumps: 'oracle' }, '“oracle” is no dump'],
  [{ dumps: 'sqlite app.db' }, '“sqlite app.db” is no dump'],
  [{ kind: 'image' as const, disks: 'sda' }, '“sda” is no disk'],
  [{ before: 'stop-app' }, 'The program before the backup begins with its full path'],
  [{ after: '/bin/true', hookMinutes: 0 }, 'may run for 1 minute to 24 hours'],
])('what makes no sense says why: %j', (change, words) => {
  const read = readSources({ ...blank, ...change })
  expect('problem' in read && read.problem).toContain(words)
})

test('disks that were typed count only where disks are chosen', () => {
  expect(readSources({ ...blank, disks: '/dev/sda' })).toEqual({ sources: {} })
})
