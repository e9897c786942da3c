import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORDERS, SERVER_PASSWORD } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Machine } from '../../src/prove/sandbox/machine.ts'
import { type ViewEnd, type ViewOptions, viewServer } from '../../src/prove/view/view-server.ts'
import { type Bed, createBed, PASSWORD } from './bed.ts'

let bed: Bed
beforeAll(() => {
  bed = createBed()
})
afterAll(() => bed.remove())

type Looking = { machine: Machine; steps: string[]; files: string | null; stop: AbortController; ended: Promise<ViewEnd> }

/** Resolves when a login prompt is seen. */
function look(restorePoint: string, o: Partial<ViewOptions> = {}): Promise<Looking> {
  const stop = new AbortController()
  const looking: Partial<Looking> & { steps: string[]; files: string | null } = { steps: [], files: null }
  const up = Promise.withResolvers<Looking>()
  const ended = viewServer({
    repository: bed.repository,
    password: { kind: 'value', secret: PASSWORD },
    restorePoint,
    workFolder: bed.work,
    memoryMiB: 256,
    bootSeconds: 60,
    seconds: 90,
    signal: stop.signal,
    onStep: ({ name }) => void (looking.steps.at(-1) !== name && looking.steps.push(name)),
    onFiles: (root) => (looking.files = root),
    onMachine: (machine) => (looking.machine = machine),
    onOutcome: ({ kind }) => {
      if (kind === 'prompt' && looking.machine)
        up.resolve({ steps: looking.steps, files: looking.files, machine: looking.machine, stop, ended })
      else {
        stop.abort()
        ended.then(() => up.reject(new Error(`it came to ${kind}`)), up.reject)
      }
    },
    ...o,
  })
  ended.then(({ why }) => why.kind !== 'stopped' && up.reject(new Error(JSON.stringify(why))), up.reject)
  return up.promise
}

test('a person logs in over the serial console, the screen answers as RFB, and stopping leaves nothing', async () => {
  const { machine, stop, ended, steps, files } = await look(bed.backupImage(bed.image()))
  expect(files).toBe(null)
  expect(steps).toEqual(['open', 'mount', 'starting'])
  let seen = ''
  const unwatch = machine.watchConsole((chunk) => (seen += chunk.toString()))
  for (const [wait, send] of [
    [/$/, '\n'],
    [/login: /, 'root\n'],
    [/Password: /, `${SERVER_PASSWORD}\n`],
    [/# /, 'cat /srv/data/orders.csv\n'],
    [/1,42/, 'exit\n'],
  ] as const) {
    await expect.poll(() => seen, { timeout: 20_000 }).toMatch(wait)
    machine.type(send)
  }
  unwatch()
  const screen = await machine.openScreen()
  const [hello] = await new Promise<Buffer[]>((resolve) => screen.once('data', (chunk: Buffer) => resolve([chunk])))
  expect(hello?.toString()).toMatch(/^RFB 003\.\d{3}\n$/)
  stop.abort()
  const end = await ended
  expect(end.why).toEqual({ kind: 'stopped' })
  expect(Object.keys(end.timings)).toEqual(['open', 'mount', 'boot'])
  expect(bed.left(bed.work)).toEqual([])
})

test('of a backup of files the restored tree can be read meanwhile, and is gone when the time is up', async () => {
  const started = performance.now()
  const { files, steps, ended } = await look(bed.backupTree(bed.tree()), { seconds: 20 })
  expect(steps).toEqual(['open', 'extract', 'disk', 'starting'])
  expect(readFileSync(join(files ?? '', 'srv/data/orders.csv'), 'utf8')).toBe(ORDERS)
  expect((await ended).why).toEqual({ kind: 'time' })
  expect(performance.now() - started).toBeLessThan(60_000)
  expect([bed.left(bed.work), existsSync(files ?? '')]).toEqual([[], false])
}, 90_000)

test('a server that is switched off from within ends it; what cannot be started says why', async () => {
  const { machine, ended } = await look(bed.backupImage(bed.image({ startUp: '(sleep 8; echo o >/proc/sysrq-trigger) &' })))
  expect((await ended).why).toEqual({ kind: 'off' })
  await expect(machine.openScreen()).rejects.toThrow()
  await expect(look('ab'.repeat(32))).rejects.toThrow('recovery.restore-point.missing')
  await expect(look(bed.backupImage(bed.image({ kernelFile: false })))).rejects.toThrow('it came to failed')
}, 90_000)
