import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StoredBatch } from '../src/runtime/batch.ts'
import { createJournal, recoverJournals } from '../src/runtime/journal.ts'
import { createLog } from '../src/runtime/log.ts'
import { openQueue } from '../src/runtime/queue.ts'

const log = createLog(() => undefined)
const bootId = '0123456789abcdef'
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-queue-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function batch(seq: number, points = 3): StoredBatch {
  // Random text does not compress, so that sizes are real.
  const noise = Array.from({ length: points * 20 }, () => Math.random().toString(36)).join('')
  return { bootId, seq, points, series: JSON.stringify([{ name: 'x', unit: '1', attributes: { noise }, points: [[1, 2]] }]) }
}

test('whatever is put, taken and lost by a restart, the queue stays in order, within its bound, and counts what it drops', async () => {
  const step = fc.oneof(fc.record({ put: fc.integer({ min: 1, max: 40 }) }), fc.constant('take' as const), fc.constant('restart' as const))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const root = mkdtempSync(join(folder, 'run-'))
      let at = 1_700_000_000_000
      const open = () => openQueue(root, 20_000, log, () => (at += 1))
      let queue = open()
      let [seq, put, taken] = [0, 0, 0]
      for (const one of steps) {
        if (one === 'restart') queue = open()
        else if (one === 'take') {
          const file = queue.files()[0]
          if (file === undefined) continue
          expect((await queue.read(file))?.seq).toBe(file.seq)
          queue.remove(file)
          taken += file.points
        } else {
          const kept = await queue.put(batch((seq += 1), one.put))
          if (kept !== null) put += one.put
        }
        const seqs = queue.files().map((file) => file.seq)
        expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
        expect(queue.bytes()).toBeLessThanOrEqual(20_000)
        const waiting = queue.files().reduce((sum, file) => sum + file.points, 0)
        expect(waiting + taken + queue.counts().droppedPoints).toBe(put)
      }
    }),
    { numRuns: 40 },
  )
})

test('a torn file is skipped and counted, and the ones after it are read', async () => {
  const queue = openQueue(folder, 1e6, log)
  const first = await queue.put(batch(1))
  const second = await queue.put(batch(2))
  if (first === null || second === null) throw new Error('the queue did not take them')
  truncateSync(join(folder, first.name), Math.floor(first.bytes / 2))
  const again = openQueue(folder, 1e6, log)
  const [torn, whole] = again.files()
  expect(torn && (await again.read(torn))).toBeNull()
  expect(whole && (await again.read(whole))?.seq).toBe(2)
  expect(again.counts()).toMatchObject({ tornFiles: 1, droppedPoints: 3 })
  expect(openQueue(folder, 1e6, log).counts().tornFiles).toBe(1)
})

test('a write that a crash cut off is not in the queue, and its left-over goes', async () => {
  writeFileSync(join(folder, '1700000000000-0123456789abcdef-00000001-000003.gz.tmp'), 'half')
  expect(openQueue(folder, 1e6, log).files()).toHaveLength(0)
  expect(readdirSync(folder).some((name) => name.endsWith('.tmp'))).toBe(false)
})

test('what the server refuses is set aside, the last sixteen of it', async () => {
  const queue = openQueue(folder, 1e6, log)
  for (let seq = 0; seq < 20; seq += 1) {
    const file = await queue.put(batch(seq))
    if (file !== null) queue.setAside(file)
  }
  expect(readdirSync(join(folder, 'rejected'))).toHaveLength(16)
  expect(queue.counts().rejectedPoints).toBe(60)
  expect(queue.files()).toHaveLength(0)
})

test('a journal is recovered line by line; the line that a crash cut off is counted', () => {
  const journal = createJournal(folder, log)
  const row = { name: 'system.uptime', unit: 's', value: 1, attributes: {}, at: '2026-11-24T15:00:00.000Z' }
  journal.append({ bootId, seq: 4 }, [row])
  journal.append({ bootId, seq: 4 }, [{ ...row, value: 2 }])
  const path = join(folder, `open-${bootId}-4.jsonl`)
  writeFileSync(path, '[{"name":"system.upt', { flag: 'a' })
  const left = recoverJournals(folder, [])
  expect(left.collections.map(([first]) => first?.value)).toEqual([1, 2])
  expect(left.torn).toBe(1)
  left.done()
  expect(readdirSync(folder)).toEqual([])
})

test('a journal whose batch is in the queue already is a left-over and brings nothing', () => {
  createJournal(folder, log).append({ bootId, seq: 4 }, [])
  expect(recoverJournals(folder, [{ bootId, seq: 4 }]).collections).toEqual([])
})
