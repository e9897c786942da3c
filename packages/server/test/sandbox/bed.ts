/** Repositories with test servers in them, and extraction tests of these, for the tests that really start servers. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProofCheck, ProofResult } from '@mainstay/contract/recovery'
import {
  type ImageOptions,
  makeDiskImage,
  makeRootTree,
  requireRestic,
  requireServerParts,
  SERVER_PASSWORD,
  type ServerOptions,
} from '@mainstay/testing'
import { prove, type ProveOptions } from '../../src/prove/engine.ts'

export const PASSWORD = 'correct horse battery staple'

/** What a test server answers when all is there. */
export const CHECKS: ProofCheck[] = [
  { kind: 'http', port: 80, path: '/', status: 200, contains: '42 orders' },
  { kind: 'tcp', port: 80 },
  {
    kind: 'serial',
    contains: '1,42',
    dialogue: [
      { wait: 'login:', send: 'root' },
      { wait: 'Password:', send: SERVER_PASSWORD },
      { wait: '# ', send: 'cat /srv/data/orders.csv' },
    ],
  },
]

export type Bed = ReturnType<typeof createBed>

export function createBed() {
  requireRestic()
  const parts = requireServerParts()
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-bed-'))
  const [repository, work] = [join(folder, 'repository'), join(folder, 'work')]
  mkdirSync(work)
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    RESTIC_REPOSITORY: repository,
    RESTIC_PASSWORD: PASSWORD,
    RESTIC_CACHE_DIR: join(folder, 'cache'),
  }
  const restic = (...args: string[]) =>
    execFileSync('restic', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 })
  restic('init')
  let made = 0
  const name = () => `server-${made++}`
  const bed = {
    folder,
    repository,
    work,
    restic,
    /** The disk image of a test server as a file, which may be damaged before it is backed up. */
    image(options: ImageOptions = {}): string {
      const path = join(folder, `${name()}.img`)
      makeDiskImage(path, options)
      return path
    },
    /** As an agent does it: the content of the device on stdin. Gives the restore point. */
    backupImage(path: string, filename = 'server.img', run: string | null = null): string {
      const tag = run === null ? [] : [`--tag=mainstay-run=${run}`]
      restic('backup', '--quiet', ...tag, '--stdin-from-command', '--stdin-filename', filename, '--', 'cat', path)
      return bed.newest()
    },
    /** The files of a test server as a folder. */
    tree(options: ServerOptions = {}): string {
      const path = join(folder, name())
      mkdirSync(path)
      makeRootTree(path, parts, options)
      return path
    },
    backupTree(path: string): string {
      restic('backup', '--quiet', path)
      return bed.newest()
    },
    newest: (): string =>
      (JSON.parse(restic('snapshots', '--json', '--latest', '1')) as { id: string; time: string }[])
        .sort((a, b) => a.time.localeCompare(b.time))
        .at(-1)?.id ?? '',
    async prove(restorePoint: string, options: Partial<ProveOptions> = {}): Promise<ProofResult & { codes: string[] }> {
      const name = `proof-${made++}`
      const workFolder = options.workFolder ?? join(work, name)
      const result = await prove({
        repository,
        restorePoint,
        workFolder,
        password: { kind: 'value', secret: PASSWORD },
        asked: 'L4',
        manifest: null,
        checks: CHECKS,
        timeoutSeconds: 110,
        bootSeconds: 60,
        receivedAt: null,
        memoryMiB: 256,
        keepScreenshot: async (png) => {
          writeFileSync(join(folder, `${name}.png`), png)
          return `${name}.png`
        },
        ...options,
      })
      // Whatever it came to, it leaves no file, no mount and no process.
      const left = bed.left(workFolder)
      if (left.length > 0) throw new Error(`left behind: ${left.join(', ')}`)
      return { ...result, codes: result.reasons.map((one) => one.code) }
    },
    left: (workFolder: string): string[] => [
      ...readdirSync(workFolder),
      ...readFileSync('/proc/self/mountinfo', 'utf8')
        .split('\n')
        .filter((line) => line.includes(workFolder)),
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  return bed
}

export function levels(result: ProofResult): string[] {
  return result.levels.map((one) => `${one.level} ${one.verdict}`)
}
