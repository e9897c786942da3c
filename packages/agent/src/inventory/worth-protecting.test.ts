import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bigFolders } from './big-folders.ts'
import { type ProcessSource, runningDatabases } from './databases.ts'
import { weigh } from './worth-protecting.ts'

/** A machine as /proc shows it, by its files and its links. */
function machine(files: Record<string, string>, links: Record<string, string> = {}): ProcessSource {
  const all = [...Object.keys(files), ...Object.keys(links)]
  return {
    read: (path) => files[path] ?? null,
    list: (folder) => [
      ...new Set(all.flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0] ?? ''] : []))),
    ],
    space: () => null,
    link: (path) => links[path] ?? null,
    head: (path) => files[path]?.slice(0, 16) ?? null,
  }
}

test('PostgreSQL is found by its first process alone, with the port and the socket that it wrote down itself', () => {
  const found = runningDatabases(
    machine({
      '/proc/800/cmdline': '/usr/lib/postgresql/15/bin/postgres\0-D\0/var/lib/postgresql/15/main\0-c\0config_file=x\0',
      '/proc/801/cmdline': 'postgres: checkpointer \0',
      '/var/lib/postgresql/15/main/postmaster.pid': '800\n/var/lib/postgresql/15/main\n1700000000\n5433\n/var/run/postgresql\n*\n',
      '/proc/900/cmdline': '/usr/bin/postgres\0-D\0/srv/other\0',
      '/srv/other/postmaster.pid': '900\n/srv/other\n1\n5432\n/srv/socket\n',
    }),
  )
  expect(found).toEqual([
    {
      engine: 'postgresql',
      port: 5433,
      path: '/var/lib/postgresql/15/main',
      inContainer: false,
      dump: { engine: 'postgresql', port: 5433 },
    },
    {
      engine: 'postgresql',
      port: 5432,
      path: '/srv/other',
      inContainer: false,
      dump: { engine: 'postgresql', socketFolder: '/srv/socket' },
    },
  ])
})

test('MariaDB is found with its socket, and one in a container is found without a way to dump it', () => {
  const found = runningDatabases(
    machine(
      {
        '/proc/5/cmdline': '/usr/sbin/mariadbd\0--socket=/srv/m.sock\0--datadir=/srv/mysql\0',
        '/proc/6/cmdline': 'mysqld\0',
        '/proc/6/cgroup': '0::/system.slice/docker-abc.scope\n',
        '/proc/7/cmdline': 'mariadbd\0',
        '/proc/7/cgroup': '0::/system.slice/mariadb.service\n',
      },
      { '/proc/self/ns/mnt': 'mnt:[1]', '/proc/5/ns/mnt': 'mnt:[1]', '/proc/6/ns/mnt': 'mnt:[2]', '/proc/7/ns/mnt': 'mnt:[3]' },
    ),
  )
  expect(found).toEqual([
    { engine: 'mysql', port: null, path: '/srv/mysql', inContainer: false, dump: { engine: 'mysql', socket: '/srv/m.sock' } },
    { engine: 'mysql', port: null, path: null, inContainer: true, dump: null },
    { engine: 'mysql', port: null, path: null, inContainer: false, dump: { engine: 'mysql' } },
  ])
})

test('SQLite files that a service holds open are found by their content, and a browser’s own are not', () => {
  const found = runningDatabases(
    machine(
      {
        '/proc/9/cmdline': 'app\0',
        '/srv/app/app.db': 'SQLite format 3\0x',
        '/srv/app/notes.db': 'something else',
        '/home/a/.cache/x.sqlite': 'SQLite format 3\0',
      },
      {
        '/proc/9/fd/3': '/srv/app/app.db',
        '/proc/9/fd/4': '/srv/app/notes.db',
        '/proc/9/fd/5': '/home/a/.cache/x.sqlite',
        '/proc/9/fd/6': '/srv/app/app.db',
      },
    ),
  )
  expect(found.map(({ engine, path }) => [engine, path])).toEqual([['sqlite', '/srv/app/app.db']])
})

test('what is proposed is every file system by itself and a dump of every database that can be reached', () => {
  const filesystem = (mountpoint: string) => ({ mountpoint, device: '/dev/x', type: 'ext4', bytes: null, usedBytes: null })
  const databases = [
    { engine: 'postgresql', port: 5432, path: '/x', inContainer: false, dump: { engine: 'postgresql' } },
    { engine: 'mysql', port: null, path: null, inContainer: true, dump: null },
  ] as const
  const { proposal } = weigh({
    filesystems: ['/srv', '/', '/boot/efi'].map(filesystem),
    databases: [...databases],
    folders: [],
    volumes: [],
  })
  expect(proposal.paths).toEqual(['/', '/boot/efi', '/srv'])
  expect(proposal.dumps).toEqual([{ engine: 'postgresql' }])
  expect(proposal.excludes).toContain('/tmp/*')
})

test('big folders are counted by what they really hold, and a count that was cut off says so', () => {
  const parent = mkdtempSync(join(tmpdir(), 'mainstay-big-'))
  try {
    for (const name of ['big', 'small', 'sparse']) mkdirSync(join(parent, name))
    for (let n = 0; n < 4; n += 1) writeFileSync(join(parent, 'big', String(n)), Buffer.alloc(100_000, n + 1))
    writeFileSync(join(parent, 'small', 'x'), 'x')
    writeFileSync(join(parent, 'sparse', 'x'), '')
    truncateSync(join(parent, 'sparse', 'x'), 10_000_000)
    const found = bigFolders({ parents: [parent, '/nowhere'], smallest: 200_000 })
    expect(found.map(({ path, atLeast }) => [path, atLeast])).toEqual([[join(parent, 'big'), false]])
    expect(found[0]?.bytes).toBeGreaterThanOrEqual(400_000)
    expect(bigFolders({ parents: [parent], smallest: 1, entries: 6 })[0]).toMatchObject({ path: join(parent, 'big'), atLeast: true })
  } finally {
    rmSync(parent, { recursive: true })
  }
})
