import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bootLimits } from './limits.ts'

const GIBIBYTE = 2 ** 30
const ASKED = {
  accelerator: 'tcg',
  memoryMiB: null,
  freeMemoryBytes: 8 * GIBIBYTE,
  bootSeconds: null,
  serviceSeconds: null,
  totalSeconds: 600,
} as const

test.each([
  ['a gibibyte where there is plenty', {}, 1024],
  ['half of what is free where there is less', { freeMemoryBytes: GIBIBYTE }, 512],
  ['what was asked for', { memoryMiB: 4096 }, 4096],
] as const)('memory: %s', (_what, options, memoryMiB) => {
  expect(bootLimits({ ...ASKED, ...options })).toMatchObject({ memoryMiB })
})

test.each([
  [{ freeMemoryBytes: 300 * 2 ** 20 }, '256 MiB', '300 MiB'],
  [{ memoryMiB: 16_384 }, '16384 MiB', '8192 MiB'],
] as const)('too little memory is said with what is needed and what is there: %j', (options, needed, free) => {
  expect(bootLimits({ ...ASKED, ...options })).toEqual({
    code: 'recovery.sandbox.no-memory',
    text: `The server needs ${needed} of memory to be started, and ${free} are free here.`,
  })
})

test('software emulation gets more time than the host’s own processor', () => {
  expect(bootLimits(ASKED)).toMatchObject({ bootSeconds: 420, serviceSeconds: 180 })
  expect(bootLimits({ ...ASKED, accelerator: 'kvm' })).toMatchObject({ bootSeconds: 150, serviceSeconds: 60 })
})

test('no step gets more time than the whole test, and no server more memory than is free', () => {
  const seconds = fc.option(fc.integer({ min: 1, max: 10_000 }))
  fc.assert(
    fc.property(
      seconds,
      seconds,
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      (boot, service, total, free) => {
        const limits = bootLimits({ ...ASKED, bootSeconds: boot, serviceSeconds: service, totalSeconds: total, freeMemoryBytes: free })
        if ('code' in limits) {
          expect(free).toBeLessThan(512 * 2 ** 20)
          return
        }
        expect(Math.max(limits.bootSeconds, limits.serviceSeconds)).toBeLessThanOrEqual(total)
        expect(limits.memoryMiB * 2 ** 20).toBeLessThanOrEqual(free)
      },
    ),
  )
})
