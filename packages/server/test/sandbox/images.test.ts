import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type ProofCheck, ProofResultSchema } from '@mainstay/contract/recovery'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bed, CHECKS, createBed, levels } from './bed.ts'

vi.setConfig({ maxConcurrency: 2 })

let bed: Bed
let point: string
beforeAll(() => {
  bed = createBed()
  point = bed.backupImage(bed.image())
})
afterAll(() => bed.remove())

test('a server of two disks is started over the mounted repository with both, answers every check, all of it hashes to what was recorded, and it leaves nothing', async () => {
  const [image, data] = [bed.image(), join(bed.folder, 'data.img')]
  writeFileSync(data, Buffer.alloc(8 * 2 ** 20, 7))
  const entries = [image, data].map((path) => {
    const content = readFileSync(path)
    return {
      path: path === data ? '/data.img' : '/server.img',
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    }
  })
  const id = bed.backupImage(image, 'server.img', 'one')
  bed.backupImage(data, 'data.img', 'one')
  bed.backupImage(data, 'other.img', 'two')
  const dialogue = [{ wait: '# ', send: 'cat /proc/partitions' }]
  // The size of the second one, in KiB.
  const checks: ProofCheck[] = [
    ...CHECKS,
    { kind: 'serial', contains: '8192 vdb', dialogue },
    // Of one who is logged in already.
    { kind: 'command', command: 'grep -c 42 /srv/data/orders.csv', contains: '1' },
    { kind: 'plugin', command: ['check_http', '-H', '{host}', '-p', '{port:80}', '-s', '42 orders'] },
  ]
  const result = await bed.prove(id, { manifest: { entries, dropped: 0 }, checks })
  expect(ProofResultSchema.parse(result)).toMatchObject({
    verdict: 'passed',
    level: 'L4',
    restorePoint: { id, kind: 'image' },
    reasons: [],
  })
  expect(levels(result)).toEqual(['L0 passed', 'L1 passed', 'L2 passed', 'L3 passed', 'L4 passed'])
  expect(result.levels[2]?.evidence).toContain('all of /data.img hashes to what the agent recorded')
  expect(result.levels[3]?.evidence).toMatch(/testserver login:.*over the mounted repository/)
  expect(result.checks.map((one) => `${one.kind} ${one.verdict}`)).toEqual([
    'http passed',
    'tcp passed',
    'serial passed',
    'serial passed',
    'command passed',
    'plugin passed',
  ])
  expect(Object.keys(result.timings)).toEqual(expect.arrayContaining(['mount', 'boot', 'service', 'streams']))
  expect(result.rtoSeconds).toBeGreaterThan(result.timings['boot'] ?? 0)
  expect(
    readFileSync(join(bed.folder, result.screenshot ?? ''))
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG')
})

test.concurrent('a disk that does not hash to what was recorded, and one that is gone, are failures by name', async () => {
  const parts = [
    { kind: 'dump' as const, name: '/dump-app.sql', snapshotId: bed.backupImage('/etc/hostname', 'dump-app.sql', 'three'), bytes: 1 },
  ]
  const entries = [{ path: '/dump-app.sql', size: 1, sha256: 'a'.repeat(64) }]
  const result = await bed.prove(point, { asked: 'L1', checks: [], parts, manifest: { entries, dropped: 0 } })
  expect(result).toMatchObject({ verdict: 'failed', codes: ['recovery.sample.mismatch'] })
  const gone = await bed.prove(point, { asked: 'L1', checks: [], parts: parts.map((one) => ({ ...one, snapshotId: 'b'.repeat(64) })) })
  expect(gone).toMatchObject({ verdict: 'failed', codes: ['recovery.restore-point.part-missing'] })
})

test.concurrent('a disk with an EFI partition starts by UEFI, its loader where Debian puts it; L4 without checks is not asked, and L5 is a person’s', async () => {
  const uefi = bed.backupImage(bed.image({ uefi: 'debian' }))
  const result = await bed.prove(uefi, { asked: 'L5', checks: [], bootSeconds: 150, timeoutSeconds: 200 })
  expect(result.levels.find((one) => one.level === 'L3')?.evidence).toContain('by UEFI')
  expect(result).toMatchObject({ verdict: 'unknown', level: 'L3', codes: ['recovery.checks.none', 'recovery.person-needed'] })
  expect(levels(result).slice(-2)).toEqual(['L4 not-asked', 'L5 unknown'])
})

test.concurrent('a system without a driver for the quick disk is started with one that it knows', async () => {
  const result = await bed.prove(bed.backupImage(bed.image({ drivers: false })), { asked: 'L3', checks: [] })
  expect(result).toMatchObject({ verdict: 'passed', level: 'L3' })
  expect(result.levels.find((one) => one.level === 'L3')?.evidence).toContain('nvme')
})

test.concurrent('the guest’s network leads nowhere: not to this machine, not past it', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(request.url ?? '')
    response.end('reached')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const startUp = `wget -T 2 -q -O /tmp/way-out http://10.0.2.2:${port}/ && cp /tmp/way-out /srv/www/way-out || echo closed >/srv/www/way-out`
  const result = await bed.prove(bed.backupImage(bed.image({ startUp })), {
    checks: [{ kind: 'http', port: 80, path: '/way-out', contains: 'closed' }],
  })
  server.close()
  expect([result.verdict, seen]).toEqual(['passed', []])
})
