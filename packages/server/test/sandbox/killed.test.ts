import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Bed, createBed } from './bed.ts'
import { reapScratch } from '../../src/prove/scratch.ts'
import { startViewer, startWorker } from './worker.ts'

let bed: Bed
beforeAll(() => {
  bed = createBed()
  bed.backupImage(bed.image({ startUp: 'sleep 1000' }))
})
afterAll(() => bed.remove())

test('the worker is killed while a server runs: QEMU ends with it, and the next test takes away mount and folder', async () => {
  const worker = startWorker(bed, {})
  onTestFinished(() => void worker.kill('SIGKILL'))
  const qemu = await qemuOf(worker.pid ?? 0)
  const { uid, arguments: line } = processOf(qemu)
  expect(line).toContain('restrict=on')
  // Root's sandboxes run as a user that exists for nothing else.
  if (process.getuid?.() === 0) expect(uid).toBeGreaterThanOrEqual(61_184)
  else expect(uid).toBe(process.getuid?.())
  const gone = new Promise((resolve) => worker.once('exit', resolve))
  worker.kill('SIGKILL')
  await gone
  await expect.poll(() => existsSync(`/proc/${qemu}`), { timeout: 10_000 }).toBe(false)
  expect(bed.left(bed.work).length).toBeGreaterThan(0)
  const result = await bed.prove('latest', { asked: 'L0', checks: [], workFolder: bed.work })
  expect(result.verdict).toBe('passed')
})

test('the process is killed while a person looks: QEMU and its screen go with it, and the next start takes away mount and folder', async () => {
  const viewer = startViewer(bed)
  onTestFinished(() => void viewer.kill('SIGKILL'))
  const qemu = await qemuOf(viewer.pid ?? 0)
  expect(processOf(qemu).arguments).toContain('-vnc unix:screen.socket')
  const gone = new Promise((resolve) => viewer.once('exit', resolve))
  viewer.kill('SIGKILL')
  await gone
  await expect.poll(() => existsSync(`/proc/${qemu}`), { timeout: 10_000 }).toBe(false)
  expect(bed.left(bed.work).length).toBeGreaterThan(0)
  expect(await reapScratch(bed.work)).toBe(1)
  expect(bed.left(bed.work)).toEqual([])
})

test('a test that is cancelled while a server runs takes it away at once', async () => {
  const stopping = new AbortController()
  const proof = bed.prove('latest', { signal: stopping.signal, onProgress: (step) => step === 'starting' && stopping.abort() })
  const result = await proof
  expect(result).toMatchObject({ verdict: 'unknown' })
  expect(result.codes).toContain('recovery.cancelled')
})

/** The process number of the QEMU that a worker has started a server with; one that only tries KVM is another. */
async function qemuOf(worker: number): Promise<number> {
  for (let n = 0; n < 300; n += 1) {
    for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
      const { parent, arguments: line } = processOf(Number(name))
      if (parent === worker && line.startsWith('qemu-system') && line.includes('-sandbox')) return Number(name)
    }
    await sleep(100)
  }
  throw new Error('the worker started no QEMU')
}

function processOf(pid: number): { parent: number; uid: number; arguments: string } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
    return { parent: field('PPid'), uid: field('Uid'), arguments: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }
  } catch {
    return { parent: 0, uid: -1, arguments: '' }
  }
}
