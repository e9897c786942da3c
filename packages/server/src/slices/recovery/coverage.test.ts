import type { BackupPolicy, Inventory, WorthProtecting } from '@mainstay/contract/agent'
import { expect, test } from 'vitest'
import { coverageOf } from './coverage.ts'

const GB = 1024 ** 3
const filesystem = (mountpoint: string, device: string, usedBytes = GB) => ({ mountpoint, device, type: 'ext4', bytes: 10 * GB, usedBytes })

function machine(
  seen: Partial<WorthProtecting> = {},
  filesystems = [filesystem('/', '/dev/sda1'), filesystem('/srv', '/dev/sdb1', 12 * GB)],
): Inventory {
  return {
    v: 1,
    at: '2026-11-24T10:00:00Z',
    hardware: { vendor: null, model: null, serial: null, virtual: null, cpuModel: null, cpuCount: 1, memoryBytes: GB },
    os: { family: 'linux', id: null, name: 'Debian', version: null, kernel: '6', arch: 'x64' },
    disks: [{ name: 'sda', model: null, serial: null, bytes: 10 * GB, rotational: null }],
    filesystems,
    network: [],
    software: [],
    protection: { databases: [], folders: [], volumes: [], proposal: { paths: ['/', '/srv'], excludes: [], dumps: [] }, ...seen },
    cannotSee: [],
  }
}

function policy(change: Partial<BackupPolicy>): BackupPolicy {
  const promises = { everyMinutes: 60, rpoSeconds: 3600, rtoSeconds: 3600, proofLevel: 'L2', proofExpiryDays: 31, sampleFiles: 10 } as const
  return { paths: ['/'], excludes: [], ...promises, ...change }
}

const names = (inventory: Inventory, by: BackupPolicy | null): string[] =>
  coverageOf(inventory, by).notProtected.map(({ name, why }) => `${name}: ${why}`)

test('a file system of its own is not protected by the root above it', () => {
  expect(coverageOf(machine(), policy({})).notProtected).toEqual([
    { kind: 'filesystem', name: '/srv', why: 'a file system of its own: its folder must be named', bytes: 12 * GB },
  ])
  expect(names(machine(), policy({ paths: ['/', '/srv'] }))).toEqual([])
})

test.each<[string, Partial<BackupPolicy>, string[]]>([
  ['a folder of a file system', { paths: ['/srv/data'] }, ['/: the system itself', '/srv: only /srv/data of it']],
  ['one that is excluded', { paths: ['/', '/srv'], excludes: ['/srv/*'] }, ['/srv: a file system of its own: its folder must be named']],
  [
    'an image of one disk',
    { paths: [], images: [{ device: '/dev/sda' }] },
    ['/srv: /dev/sdb1 is on none of the disks that are imaged, as far as its name says'],
  ],
  ['images of both', { paths: [], images: [{ device: '/dev/sda' }, { device: '/dev/sdb1' }] }, []],
])('%s', (_, change, expected) => {
  expect(names(machine(), policy(change))).toEqual(expected)
})

test('a disk whose name begins like another is another', () => {
  const inventory = machine({}, [filesystem('/', '/dev/sda1'), filesystem('/x', '/dev/sdaa1'), filesystem('/y', '/dev/nvme0n1p2')])
  const images = [{ device: '/dev/sda' }, { device: '/dev/nvme0n1' }]
  expect(coverageOf(inventory, policy({ paths: [], images })).notProtected.map(({ name }) => name)).toEqual(['/x'])
})

test('a database without a dump is named, one in a container with what can be done, and a dump covers it', () => {
  const databases: WorthProtecting['databases'] = [
    { engine: 'postgresql', port: 5432, path: '/var/lib/postgresql', inContainer: false, dump: { engine: 'postgresql' } },
    { engine: 'postgresql', port: 5433, path: '/x', inContainer: false, dump: { engine: 'postgresql', port: 5433 } },
    { engine: 'mysql', port: null, path: null, inContainer: true, dump: null },
    { engine: 'sqlite', port: null, path: '/srv/app.db', inContainer: false, dump: { engine: 'sqlite', path: '/srv/app.db' } },
  ]
  const paths = ['/', '/srv']
  expect(coverageOf(machine({ databases }), policy({ paths })).notProtected.map(({ name }) => name)).toEqual([
    'PostgreSQL on port 5432',
    'PostgreSQL on port 5433',
    'MySQL or MariaDB',
    'SQLite file /srv/app.db',
  ])
  const dumps = [
    { engine: 'postgresql' as const, database: 'app' },
    { engine: 'sqlite' as const, path: '/srv/app.db' },
    { engine: 'mysql' as const },
  ]
  expect(names(machine({ databases }), policy({ paths, dumps }))).toEqual([
    'PostgreSQL on port 5433: no dump of it is asked for; copied while it runs, its files may not fit together',
    'MySQL or MariaDB: it runs in a container: no dump can be made from outside; let a program before the backup make one',
  ])
})

test('large folders and volumes of Docker are named when nothing takes them, but not twice', () => {
  const folders = [
    { path: '/srv/films', bytes: 9 * GB, atLeast: false },
    { path: '/var/lib/docker', bytes: 5 * GB, atLeast: true },
  ]
  const volumes = [{ name: 'shop', path: '/var/lib/docker/volumes/shop' }]
  const seen = machine({ folders, volumes })
  expect(names(seen, policy({ excludes: ['/var/lib/docker'] }))).toEqual([
    '/srv: a file system of its own: its folder must be named',
    '/var/lib/docker: a large folder, counted in part',
    'Docker volume shop: its folder is in no backup',
  ])
  expect(names(seen, policy({ paths: ['/', '/srv'] }))).toEqual([])
})

test('without a policy everything is named, and without a look nothing is claimed', () => {
  expect(names(machine(), null)).toEqual(['/: nothing is backed up', '/srv: nothing is backed up'])
  const { protection: _, ...blind } = machine()
  expect(coverageOf(blind, policy({}))).toEqual({ seenAt: null, notProtected: [], proposal: null, disks: [] })
  expect(coverageOf(null, null).seenAt).toBeNull()
})
