import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Bed, createBed, levels } from './bed.ts'
import { QUICK_FAULTS } from './boot-faults.ts'

// Each waits for a guest most of its time; this machine has two processors.
vi.setConfig({ maxConcurrency: 2 })

let bed: Bed
beforeAll(() => {
  bed = createBed()
})
afterAll(() => bed.remove())

/** All of them, and the slow ones, are in `npm run faults -- recovery`. */
const SAMPLE = QUICK_FAULTS.slice(0, 3)

test.concurrent.each(SAMPLE.map((fault) => [fault.what, fault] as const))(
  '%s: not passed, with the right reason',
  async (_what, { backup, options, verdict, code, seen }) => {
    const result = await bed.prove(backup(bed), options)
    expect(result.verdict).toBe(verdict)
    expect(result.codes.join()).toMatch(code)
    expect(result.screenshot !== null).toBe(seen)
    if (!seen) expect(levels(result).join()).not.toContain('L3 passed')
    expect(result.checks.map((one) => one.verdict)).not.toContain('passed')
  },
)
