import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORDERS, ROOT_UUID } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bed, CHECKS, createBed, levels } from './bed.ts'

let bed: Bed
beforeAll(() => {
  bed = createBed()
})
afterAll(() => bed.remove())

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('a backup of files becomes a disk that boots by the system’s own kernel; files, console and web page are all there', async () => {
  const tree = bed.tree()
  const orders = join(tree, 'srv/data/orders.csv')
  const manifest = { entries: [{ path: orders, size: ORDERS.length, sha256: sha256(ORDERS) }], dropped: 0 }
  const result = await bed.prove(bed.backupTree(tree), {
    checks: [CHECKS[0] ?? { kind: 'tcp', port: 80 }, { kind: 'file', path: orders, sha256: sha256(ORDERS) }, ...CHECKS.slice(1)],
    manifest,
  })
  expect(result).toMatchObject({ verdict: 'passed', level: 'L4', restorePoint: { kind: 'files' }, screenshot: 'screen.png', reasons: [] })
  expect(levels(result)).toEqual(['L0 passed', 'L1 passed', 'L2 passed', 'L3 passed', 'L4 passed'])
  expect(result.checks.map((one) => `${one.kind} ${one.verdict}`)).toEqual(['http passed', 'file passed', 'tcp passed', 'serial passed'])
  expect(result.levels[3]?.evidence).toContain('the original disk layout is not')
  expect(bed.left()).toEqual([])
})

test('the disk answers to the old UUID; what else fstab names is set aside, in the sandbox only', async () => {
  const tree = bed.tree()
  const fstab = `UUID=${ROOT_UUID} / xfs defaults 0 0\nUUID=aaaa-bbbb none swap sw 0 0\n/dev/sdb1 /srv ext4 defaults 0 2\nnas:/share /mnt nfs defaults 0 0\n`
  writeFileSync(join(tree, 'etc/fstab'), fstab)
  const dialogue = [...loginLines(), { wait: '# ', send: 'cat /etc/fstab; findfs UUID=' + ROOT_UUID }]
  const checks = ['/ ext4 defaults', 'set aside in the sandbox: nas:/share', '/dev/vda'].map((contains, n) => ({
    kind: 'serial' as const,
    contains,
    // One who is logged in stays so.
    dialogue: n === 0 ? dialogue : dialogue.slice(2),
  }))
  expect(await bed.prove(bed.backupTree(tree), { checks })).toMatchObject({ verdict: 'passed', level: 'L4' })
  expect(readFileSync(join(tree, 'etc/fstab'), 'utf8')).toBe(fstab)
})

test('folders that a backup leaves out, since nothing in them is on a disk, are made anew', async () => {
  const tree = bed.tree()
  for (const name of ['dev', 'proc', 'sys', 'tmp', 'run']) rmSync(join(tree, name), { recursive: true })
  expect(await bed.prove(bed.backupTree(tree), { asked: 'L3', checks: [] })).toMatchObject({ verdict: 'passed', level: 'L3' })
})

test.each([
  ['no kernel', (tree: string) => rmSync(join(tree, 'boot'), { recursive: true }), 'failed', 'recovery.boot.no-kernel'],
  ['nothing that is started first', (tree: string) => rmSync(join(tree, 'sbin/init')), 'failed', 'recovery.boot.no-init'],
  ['a volume of which nothing was backed up', missingVolume, 'failed', 'recovery.boot.volume-missing'],
  ['no system', (tree: string) => rmSync(join(tree, 'etc'), { recursive: true }), 'unknown', 'recovery.boot.no-system'],
] as const)('%s: not passed, with the right reason', async (_what, damage, verdict, code) => {
  const tree = bed.tree()
  damage(tree)
  const result = await bed.prove(bed.backupTree(tree), { bootSeconds: 9 })
  expect([result.verdict, result.codes]).toEqual([verdict, expect.arrayContaining([code])])
  expect(bed.left()).toEqual([])
})

test('a volume that was left out on purpose is no fault', async () => {
  const tree = bed.tree()
  missingVolume(tree)
  bed.restic('backup', '--quiet', '--exclude', '/var/lib/archive', tree)
  expect(await bed.prove(bed.newest(), { asked: 'L3', checks: [] })).toMatchObject({ verdict: 'passed', level: 'L3' })
})

function missingVolume(tree: string): void {
  mkdirSync(join(tree, 'var/lib/archive'), { recursive: true })
  writeFileSync(join(tree, 'etc/fstab'), `UUID=${ROOT_UUID} / ext4 defaults 0 1\nLABEL=archive /var/lib/archive ext4 defaults 0 2\n`)
}

function loginLines(): { wait: string; send: string }[] {
  const [serial] = CHECKS.filter((check) => check.kind === 'serial')
  return serial?.dialogue?.slice(0, 2) ?? []
}
