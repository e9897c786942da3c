/** What can be wrong with a repository or with what lies in it, without a server being started, and what the extraction test must say of it: never that it passed. */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { prove, type ProveOptions } from '../../src/prove/engine.ts'

export type RepositoryFault = {
  what: string
  /** Damages the repository. */
  damage?(repository: string): void
  /** Changes what is backed up, before it is. */
  content?(folder: string): void
  options?(bed: RepositoryBed): Partial<ProveOptions>
  /** Other arguments of restic's backup. */
  backup?: readonly string[]
  verdict: 'failed' | 'unknown'
  code: RegExp
}

export type RepositoryBed = { folder: string; data: string; work: string }

const PASSWORD = 'of the faults'
const RESTIC = process.env.MAINSTAY_TEST_RESTIC ?? 'restic'

export const REPOSITORY_FAULTS: readonly RepositoryFault[] = [
  {
    what: 'one bit of a pack is flipped',
    damage: (at) => flip(largest(join(at, 'data'))),
    verdict: 'failed',
    code: /pack\.damaged|blob\.damaged|data\.damaged/,
  },
  { what: 'a pack is missing', damage: (at) => rmSync(largest(join(at, 'data'))), verdict: 'failed', code: /pack\.missing/ },
  { what: 'a pack is cut short', damage: (at) => halve(largest(join(at, 'data'))), verdict: 'failed', code: /pack\.truncated/ },
  { what: 'the index is torn', damage: (at) => halve(largest(join(at, 'index'))), verdict: 'failed', code: /index\.damaged/ },
  { what: 'the index is gone', damage: (at) => rmSync(largest(join(at, 'index'))), verdict: 'failed', code: /index\.missing/ },
  {
    what: 'the restore point’s record is cut short',
    damage: (at) => halve(largest(join(at, 'snapshots'))),
    verdict: 'failed',
    code: /snapshot\.damaged/,
  },
  { what: 'the config is gone', damage: (at) => rmSync(join(at, 'config')), verdict: 'failed', code: /config\.missing/ },
  { what: 'the key file is damaged', damage: (at) => flip(largest(join(at, 'keys'))), verdict: 'failed', code: /key\.damaged/ },
  {
    what: 'the wrong key',
    options: () => ({ password: { kind: 'value', secret: 'another' } }),
    verdict: 'unknown',
    code: /wrong-password/,
  },
  {
    what: 'the repository of another tool',
    damage(at) {
      for (const name of readdirSync(at)) rmSync(join(at, name), { recursive: true })
      mkdirSync(join(at, 'data'))
      writeFileSync(join(at, 'config'), '[repository]\nversion = 1\n')
    },
    verdict: 'unknown',
    code: /other-tool/,
  },
  {
    what: 'the clock of the server was wrong: a restore point of next year',
    backup: ['--time', '2031-01-01 00:00:00'],
    verdict: 'unknown',
    code: /restore-point\.future/,
  },
  {
    what: 'the data folder is encrypted',
    content: (folder) =>
      writeFileSync(join(folder, 'orders.csv'), createHash('shake256', { outputLength: 40_000 }).update('locked').digest()),
    options: ({ data }) => ({
      asked: 'L2',
      manifest: { entries: [{ path: join(data, 'orders.csv'), size: ORDERS.length, sha256: sha256(ORDERS) }], dropped: 0 },
    }),
    verdict: 'failed',
    code: /sample\.mismatch/,
  },
  {
    what: 'a database file is torn',
    content: (folder) => truncateSync(join(folder, 'books.sqlite'), 9000),
    options: ({ data }) => ({ asked: 'L2', checks: [{ kind: 'file', path: join(data, 'books.sqlite'), sha256: sha256(BOOKS) }] }),
    verdict: 'failed',
    code: /check\.failed/,
  },
  {
    what: 'a table is empty: its folder has no files',
    content: (folder) => rmSync(join(folder, 'table'), { recursive: true }),
    options: ({ data }) => ({ asked: 'L2', checks: [{ kind: 'count', path: join(data, 'table'), min: 3 }] }),
    verdict: 'failed',
    code: /check\.failed/,
  },
  { what: 'the time is over before the answer', options: () => ({ timeoutSeconds: 0.2 }), verdict: 'unknown', code: /recovery\.timeout/ },
]

const ORDERS = Buffer.from('id,sum\n'.padEnd(40_000, '1,2\n'))
const BOOKS = createHash('shake256', { outputLength: 30_000 }).update('books').digest()

/** Makes the backup, damages it, and tests it. */
export async function testFault(fault: RepositoryFault): Promise<Awaited<ReturnType<typeof prove>>> {
  const folder = mkdtempSync(join(tmpdir(), 'repository-fault-'))
  try {
    const bed: RepositoryBed = { folder, data: join(folder, 'data'), work: join(folder, 'work') }
    mkdirSync(join(bed.data, 'table'), { recursive: true })
    writeFileSync(join(bed.data, 'orders.csv'), ORDERS)
    writeFileSync(join(bed.data, 'books.sqlite'), BOOKS)
    for (let n = 0; n < 5; n += 1) writeFileSync(join(bed.data, 'table', `row-${n}`), `${n}`)
    fault.content?.(bed.data)
    const repository = join(folder, 'repository')
    const restic = (...args: string[]) =>
      execFileSync(RESTIC, ['-r', repository, '--quiet', ...args], {
        env: { ...process.env, RESTIC_PASSWORD: PASSWORD, RESTIC_CACHE_DIR: join(folder, 'cache') },
      })
    restic('init')
    restic('backup', ...(fault.backup ?? []), bed.data)
    const points = JSON.parse(restic('snapshots', '--json').toString()) as { id: string }[]
    const damaged = join(folder, 'damaged')
    cpSync(repository, damaged, { recursive: true })
    fault.damage?.(damaged)
    return await prove({
      repository: damaged,
      password: { kind: 'value', secret: PASSWORD },
      restorePoint: points[0]?.id ?? 'latest',
      asked: 'L1',
      manifest: null,
      checks: [],
      timeoutSeconds: 300,
      workFolder: bed.work,
      receivedAt: null,
      binary: RESTIC,
      ...fault.options?.(bed),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function largest(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
  const paths = files.map((one) => join(one.parentPath, one.name)).toSorted((a, b) => statSync(b).size - statSync(a).size)
  if (paths[0] === undefined) throw new Error(`${folder} has no files`)
  return paths[0]
}

function flip(path: string): void {
  const bytes = readFileSync(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  rmSync(path)
  writeFileSync(path, bytes)
}

function halve(path: string): void {
  const { size } = statSync(path)
  const half = readFileSync(path).subarray(0, Math.floor(size / 2))
  rmSync(path)
  writeFileSync(path, half)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
