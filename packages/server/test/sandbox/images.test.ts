import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openSync, readFileSync, truncateSync, writeFileSync, writeSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT_PARTITION } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProofResultSchema } from '@mainstay/contract/recovery'
import { type Bed, CHECKS, createBed, levels } from './bed.ts'

let bed: Bed
beforeAll(() => {
  bed = createBed()
})
afterAll(() => bed.remove())

test('a disk image is started over the mounted repository, shows its prompt, answers every check, and leaves nothing', async () => {
  const point = bed.backupImage(bed.image())
  const result = await bed.prove(point)
  expect(ProofResultSchema.parse(result)).toMatchObject({
    verdict: 'passed',
    level: 'L4',
    restorePoint: { id: point, kind: 'image' },
    screenshot: 'screen.png',
  })
  expect(levels(result)).toEqual(['L0 passed', 'L1 passed', 'L3 passed', 'L4 passed'])
  expect(result.levels[2]?.evidence).toMatch(/testserver login:.*over the mounted repository/)
  expect(result.checks.map((one) => `${one.kind} ${one.verdict}`)).toEqual(['http passed', 'tcp passed', 'serial passed'])
  expect(Object.keys(result.timings)).toEqual(expect.arrayContaining(['mount', 'boot', 'service', 'read']))
  expect(result.rtoSeconds).toBeGreaterThan(result.timings['boot'] ?? 0)
  expect(readFileSync(join(bed.folder, 'screen.png')).subarray(1, 4).toString()).toBe('PNG')
  expect(bed.left()).toEqual([])
})

test('without checks L3 passes and L4 is not asked, so a test that asked for L4 is unknown', async () => {
  const result = await bed.prove('latest', { checks: [] })
  expect(result).toMatchObject({ verdict: 'unknown', level: 'L3', codes: ['recovery.checks.none'] })
  expect(levels(result).at(-1)).toBe('L4 not-asked')
})

test('L5 is a person’s: asked of a machine it is unknown', async () => {
  expect(await bed.prove('latest', { asked: 'L5' })).toMatchObject({ verdict: 'unknown', level: 'L4', codes: ['recovery.person-needed'] })
})

test('a system without a driver for the quick disk is started with one that it knows', async () => {
  const result = await bed.prove(bed.backupImage(bed.image({ drivers: false })), { asked: 'L3', checks: [] })
  expect(result).toMatchObject({ verdict: 'passed', level: 'L3' })
  expect(result.levels.find((one) => one.level === 'L3')?.evidence).toContain('nvme')
})

const cut = (path: string) => truncateSync(path, (ROOT_PARTITION.at + 4) * 2 ** 20)
/** The root file system's superblock and its copies. */
const scramble = (path: string) => {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(2 ** 20, 0x5a), 0, 2 ** 20, ROOT_PARTITION.at * 2 ** 20)
  closeSync(file)
}
const whole = () => {}

// Each fault must be failed, with its own reason.
test.each([
  ['the boot loader is gone', { bootLoader: false }, whole, 'recovery.boot.no-boot-loader'],
  ['the kernel is gone', { kernelFile: false }, whole, 'recovery.boot.no-kernel'],
  ['the root file system is corrupt', {}, scramble, /root-(missing|damaged)/],
  ['the image is cut short', {}, cut, /root-(missing|damaged)/],
  ['it never comes up', { startUp: 'sleep 1000' }, whole, 'recovery.boot.no-prompt'],
  ['its kernel panics', { startUp: 'echo c >/proc/sysrq-trigger' }, whole, 'recovery.boot.panic'],
  ['it restarts for ever', { startUp: 'reboot -f' }, whole, 'recovery.boot.restarted'],
  ['it switches itself off', { startUp: 'poweroff -f' }, whole, 'recovery.boot.off'],
  ['it floods its console', { startUp: 'while :; do cat /bin/busybox; done >/dev/ttyS0' }, whole, /console-flood|no-prompt/],
] as const)('%s: failed, with the right reason and a picture', async (_what, options, damage, code) => {
  const path = bed.image(options)
  damage(path)
  const result = await bed.prove(bed.backupImage(path), { bootSeconds: 9 })
  expect(result.verdict).toBe('failed')
  expect(result.codes.join()).toMatch(code)
  expect(levels(result)).toContain('L3 failed')
  expect(result.checks.map((one) => one.verdict)).toEqual(['unknown', 'unknown', 'unknown'])
  expect(result.screenshot).toBe('screen.png')
  expect(bed.left()).toEqual([])
})

test('a service whose data folder is empty fails its check, though the server is up', async () => {
  const path = bed.image({ startUp: 'killall httpd; rm -r /srv/data/*' })
  const result = await bed.prove(bed.backupImage(path), { checks: CHECKS.slice(0, 1), serviceSeconds: 6 })
  expect(result).toMatchObject({ verdict: 'failed', level: 'L3', codes: ['recovery.check.failed'] })
})

test('the guest’s network leads nowhere: not to this machine, not past it', async () => {
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

test('an image whose header names another file is refused, and nothing of that file is seen', async () => {
  writeFileSync(join(bed.folder, 'secret'), 'secret')
  const path = join(bed.folder, 'hostile.img')
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', join(bed.folder, 'secret'), '-F', 'raw', path, '1M'])
  expect(await bed.prove(bed.backupImage(path))).toMatchObject({
    verdict: 'unknown',
    codes: ['recovery.image.foreign-format'],
    screenshot: null,
  })
})

test('a device that was backed up by its path holds nothing: failed', async () => {
  const path = join(bed.folder, 'empty.img')
  writeFileSync(path, '')
  expect(await bed.prove(bed.backupTree(path))).toMatchObject({ verdict: 'failed', codes: ['recovery.image.empty'] })
})

test('a system that shows only a picture is unknown, with the picture to look at', async () => {
  const path = join(bed.folder, 'picture.img')
  // A boot sector that switches to 320 × 200 colours, paints a stripe, and stops.
  const sector = Buffer.alloc(512)
  Buffer.from('b81300cd10b800a08ec0bf0000b00eb9002ff3aaf4ebfd', 'hex').copy(sector)
  sector.writeUInt16LE(0xaa55, 510)
  writeFileSync(path, Buffer.concat([sector, Buffer.alloc(2 ** 20)]))
  const result = await bed.prove(bed.backupImage(path), { asked: 'L3', checks: [], bootSeconds: 8 })
  expect(result).toMatchObject({ verdict: 'unknown', codes: ['recovery.boot.picture-only'], screenshot: 'screen.png' })
})
