import { mkdtempSync, rmSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../database.ts'
import { attach, type Call } from './calls.ts'
import { recordWay, strike } from './crash-matrix.ts'
import { openStage, type Stage } from './crash-stage.ts'
import { openDroppingHop, STATES } from './dropping-hop.ts'

let db: TestDatabase
let stage: Stage

beforeAll(async () => {
  db = await openTestDatabase()
  stage = await openStage(db.database, { app: db.connection('app'), jobs: db.connection('jobs') })
})
afterAll(async () => {
  await stage.close()
  await db.drop()
})

/** Those at which the order of things matters most; all of them in `npm run faults -- mail`. */
const SAMPLE = [
  (call: Call) => call.name === 'fsync' && call.about.startsWith('/staged'),
  (call: Call) => call.name === 'link',
  // The first commit is of a look at lists; what was written is lost or not from here on.
  (call: Call) => call.about === 'database insert' && call.name !== 'read',
  (call: Call) => call.about === 'database insert' && call.name === 'read',
  (call: Call) => call.about.startsWith('sender 250 2.0.0'),
  (call: Call) => call.name === 'unlink' && !call.about.startsWith('/staged'),
]

test('killed at any of these calls, the gateway loses no message that got its 250', async () => {
  const calls = await recordWay(stage)
  const sample = SAMPLE.map((wanted) => calls.find(wanted))
  expect(sample.filter((call) => call === undefined)).toEqual([])
  for (const call of sample) {
    if (call === undefined) continue
    let struck = await strike(stage, call)
    // Two answers of the database may come in one read: then the call with this number is not made, and nothing was tried.
    for (let n = 0; n < 3 && !struck.reached && struck.lost.length === 0; n++) struck = await strike(stage, call)
    const { reached, lost, reply } = struck
    expect([call.name, call.about, reached, lost], reply).toEqual([call.name, call.about, true, []])
  }
})

test('an fsync that fails is a 451, not a 250, and the next message is taken', async () => {
  const running = await stage.start()
  const traced = await attach(running.threads().files, '/dev/null', 'fsync:error=EIO:when=1')
  expect((await stage.send(running.port)).reply).toMatch(/^451 4\.3\.0/)
  expect((await stage.send(running.port)).reply).toMatch(/^250/)
  await traced.stop()
  expect((await stage.settle(running)).lost).toEqual([])
  await running.kill()
})

test('a next hop that dies at any state of the dialogue has taken nothing: the message waits, and arrives once it is back', async () => {
  const running = await stage.start()
  for (const state of STATES) {
    const hop = await openDroppingHop(state)
    await stage.toHop(hop.port)
    // The gateway knows of the change within seconds, or when it is told.
    running.wake()
    expect((await stage.send(running.port)).reply, state).toMatch(/^250/)
    await stage.until((rows) => rows.some(({ attempts, state: now }) => now === 'queued' && attempts > 0))
    await hop.close()
    await stage.toHop(stage.sink.port)
    running.wake()
    expect((await stage.settle(running)).lost, state).toEqual([])
  }
  await running.kill()
})

test('a disk that fills up is a 452, and whatever got its 250 before arrives', async () => {
  const small = mkdtempSync(join(tmpdir(), 'mainstay-crash-small-'))
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status, 'mount needs root').toBe(0)
  const away = await openDroppingHop('connect')
  const full = await openStage(
    db.database,
    { app: db.connection('app'), jobs: db.connection('jobs') },
    { folder: small, domain: 'full.example' },
  )
  await full.toHop(away.port)
  const running = await full.start()
  const replies: string[] = []
  for (let n = 0; n < 6; n++)
    replies.push((await full.send(running.port, { body: `${'x'.repeat(900)}\r\n`.repeat(300) })).reply.slice(0, 9))
  expect(replies.filter((reply) => reply.startsWith('250')).length).toBeGreaterThan(1)
  expect(replies.at(-1)).toBe('452 4.3.1')
  await full.toHop(full.sink.port)
  running.wake()
  expect((await full.settle(running)).lost).toEqual([])
  await running.kill()
  await Promise.all([away.close(), full.close()])
  spawnSync('umount', [small])
  rmSync(small, { recursive: true })
})
