import { type Dump, dumpName, imageName } from '@mainstay/contract/agent'
import { expect, test } from 'vitest'
import { dumpWay } from './dump-commands.ts'

const all = (dump: Dump, isRoot = false) => dumpWay(dump, { isRoot, has: () => true, file: '/work/copy' })
const commandOf = (dump: Dump, isRoot = false): string[] => {
  const way = all(dump, isRoot)
  return way.kind === 'missing' ? [] : way.command
}

test('one database of PostgreSQL goes by pg_dump, the whole cluster by pg_dumpall, and root asks in the name of postgres', () => {
  expect(commandOf({ engine: 'postgresql', database: 'app', port: 5433 })).toEqual([
    'pg_dump',
    '--no-password',
    '--port=5433',
    '--format=custom',
    '--compress=0',
    "--dbname=dbname='app'",
  ])
  expect(commandOf({ engine: 'postgresql' }, true)).toEqual(['runuser', '-u', 'postgres', '--', 'pg_dumpall', '--no-password'])
  expect(commandOf({ engine: 'postgresql', user: 'dba', socketFolder: '/run/pg' }, true).slice(0, 6)).toEqual([
    'runuser',
    '-u',
    'dba',
    '--',
    'pg_dumpall',
    '--no-password',
  ])
})

test('a name of a database is a name, whatever stands in it', () => {
  expect(commandOf({ engine: 'postgresql', database: "o'brien host=evil" }).at(-1)).toBe("--dbname=dbname='o\\'brien host=evil'")
})

test('MariaDB’s own tool goes before the older name, and everything is one transaction', () => {
  expect(commandOf({ engine: 'mysql' })).toEqual([
    'mariadb-dump',
    '--single-transaction',
    '--quick',
    '--routines',
    '--events',
    '--triggers',
    '--hex-blob',
    '--all-databases',
  ])
  const older = dumpWay({ engine: 'mysql', database: 'shop' }, { isRoot: false, has: (name) => name === 'mysqldump', file: '' })
  expect(older.kind === 'run' && [older.command[0], ...older.command.slice(-2)]).toEqual(['mysqldump', '--databases', 'shop'])
})

test('SQLite makes its copy by its own backup, and only reads', () => {
  expect(all({ engine: 'sqlite', path: '/srv/app.db' })).toEqual({
    kind: 'file',
    command: ['sqlite3', '-readonly', '-bail', '-init', '/dev/null', '/srv/app.db', '.timeout 60000', ".backup '/work/copy'"],
    file: '/work/copy',
    source: '/srv/app.db',
  })
})

test('a tool that is not there is named', () => {
  const none = { isRoot: false, has: () => false, file: '' }
  const missing = (dump: Dump) => dumpWay(dump, none)
  expect([missing({ engine: 'postgresql' }), missing({ engine: 'postgresql', database: 'a' })]).toEqual([
    { kind: 'missing', program: 'pg_dumpall' },
    { kind: 'missing', program: 'pg_dump' },
  ])
  expect(missing({ engine: 'mysql' })).toEqual({ kind: 'missing', program: 'mariadb-dump or mysqldump' })
  expect(missing({ engine: 'sqlite', path: '/a' })).toEqual({ kind: 'missing', program: 'sqlite3' })
})

test.each<[Dump, string]>([
  [{ engine: 'postgresql' }, '/dump-postgresql-all.sql'],
  [{ engine: 'postgresql', port: 5433, database: 'app' }, '/dump-postgresql-5433-app.dump'],
  [{ engine: 'mysql', database: '../../etc' }, '/dump-mysql-..-..-etc.sql'],
  [{ engine: 'sqlite', path: '/srv/my app.db' }, '/dump-sqlite-srv-my-app.db'],
])('the dump %j is stored as %s', (dump, name) => {
  expect(dumpName(dump)).toBe(name)
})

test('an image is named after its device', () => {
  expect(['/dev/sda', '/dev/vg0/root', '/dev/mapper/vg0-root'].map((device) => imageName({ device }))).toEqual([
    '/sda.img',
    '/vg0-root.img',
    '/mapper-vg0-root.img',
  ])
})
