import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORDERS, ROOT_UUID } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bed, CHECKS, createBed, levels } from './bed.ts'
import { missingVolume } from './boot-faults.ts'

vi.setConfig({ maxConcurrency: 2 })

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
    checks: [
      CHECKS[0] ?? { kind: 'tcp', port: 80 },
      { kind: 'file', path: '/srv/data/orders.csv', sha256: sha256(ORDERS) },
      ...CHECKS.slice(1),
    ],
    manifest,
  })
  expect(result).toMatchObject({ verdict: 'passed', level: 'L4', restorePoint: { kind: 'files' }, reasons: [] })
  expect(levels(result)).toEqual(['L0 passed', 'L1 passed', 'L2 passed', 'L3 passed', 'L4 passed'])
  expect(result.checks.map((one) => `${one.kind} ${one.verdict}`)).toEqual(['http passed', 'file passed', 'tcp passed', 'serial passed'])
  expect(result.levels[3]?.evidence).toContain('the original disk layout is not')
})

test.concurrent('the disk answers to the old UUID; what else fstab names is set aside, in the sandbox only', async () => {
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

test.concurrent('a server finds its own subnet by its static address; a volume left out on purpose is no fault, and folders that have nothing on a disk are made anew', async () => {
  const startUp = 'ifconfig eth0 192.168.77.10 netmask 255.255.255.0 up; ping -c 1 -W 5 192.168.77.254'
  const tree = bed.tree({ startUp })
  mkdirSync(join(tree, 'etc/network'))
  const stanza = 'iface eth0 inet static\n  address 192.168.77.10\n  netmask 255.255.255.0\n  gateway 192.168.77.254\n'
  writeFileSync(join(tree, 'etc/network/interfaces'), stanza)
  missingVolume(tree)
  for (const name of ['dev', 'proc', 'sys', 'tmp', 'run']) rmSync(join(tree, name), { recursive: true })
  bed.restic('backup', '--quiet', '--exclude', '/var/lib/archive', tree)
  const result = await bed.prove(bed.newest(), { checks: [{ kind: 'http', port: 80, contains: '42 orders' }] })
  expect(result).toMatchObject({ verdict: 'passed', level: 'L4' })
  expect(result.levels.find((one) => one.level === 'L3')?.evidence).toContain('in its own network 192.168.77.0/24')
})

function loginLines(): { wait: string; send: string }[] {
  const [serial] = CHECKS.filter((check) => check.kind === 'serial')
  return serial?.dialogue?.slice(0, 2) ?? []
}
