import { chmodSync, chownSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ProofResultSchema } from '@mainstay/contract/recovery'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bed, CHECKS, createBed, levels } from './bed.ts'
import { startWorker } from './worker.ts'

/** `nobody`, of whom every system knows: fusermount asks for a name. */
const NOBODY = 65_534

let bed: Bed
beforeAll(() => {
  bed = createBed()
  bed.backupTree(bed.tree())
})
afterAll(() => bed.remove())

// The server drops root, so this is how its own tests run.
test('a user who is not root proves a backup of files too: owners come from the mounted repository', async () => {
  const isRoot = process.getuid?.() === 0
  if (isRoot) giveTo(NOBODY)
  const worker = startWorker(bed, { asked: 'L4', checks: CHECKS }, isRoot ? NOBODY : undefined)
  if (worker.stdout === null) throw new Error('the worker has no output')
  const result = ProofResultSchema.parse(JSON.parse(await text(worker.stdout)))
  // The login asks for a root that owns its files.
  expect(levels(result)).toEqual(['L0 passed', 'L1 passed', 'L2 not-asked', 'L3 passed', 'L4 passed'])
  expect(bed.left(bed.work)).toEqual([])
})

function giveTo(user: number): void {
  chmodSync(bed.folder, 0o755)
  for (const top of [bed.repository, bed.work]) {
    chownSync(top, user, user)
    for (const name of readdirSync(top, { recursive: true })) chownSync(join(top, String(name)), user, user)
  }
}
