import { deflateRawSync, crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBlock, encodeBlock, type SeriesSamples } from './block.ts'

const START = Date.UTC(2026, 10, 24, 9)

function decoded(bytes: Uint8Array) {
  const result = decodeBlock(bytes)
  if (!result.ok) throw new Error(result.error)
  return result.value.map(({ series, times, values }) => ({ series, times: [...times], values: [...values] }))
}

const seriesOf = (series: number, values: number[], step = 10_000): SeriesSamples => ({
  series,
  times: values.map((_, i) => START + i * step),
  values,
})

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const decimal = fc.tuple(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.integer({ min: 0, max: 9 })).map(([m, k]) => m / 10 ** k)
const counter = fc
  .array(fc.nat(1_000_000), { maxLength: 80 })
  .map((steps) => steps.reduce<number[]>((all, step) => [...all, (all.at(-1) ?? 2 ** 40) + step], []))
const column = fc.oneof(
  fc.array(finite, { maxLength: 80 }),
  fc.array(decimal, { maxLength: 80 }),
  fc.array(fc.oneof(finite, decimal), { maxLength: 80 }),
  counter,
)

test('every finite double comes back bit for bit, in any mix of series', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(2000), column), { selector: ([n]) => n, maxLength: 6 }),
      fc.integer({ min: 1, max: 3_600_000 }),
      (all, step) => {
        const block = all.map(([number, values]) => seriesOf(number, values, step)).sort((a, b) => a.series - b.series)
        const back = decoded(encodeBlock(block))
        expect(back.map((one) => one.series)).toEqual(block.map((one) => one.series))
        for (const [i, one] of back.entries()) {
          expect(one.times).toEqual(block[i]?.times)
          expect(one.values.every((value, n) => Object.is(value, block[i]?.values[n]))).toBe(true)
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('any ascending times come back exactly, to the millisecond', () => {
  const times = fc
    .uniqueArray(fc.integer({ min: -(2 ** 48), max: 2 ** 48 }), { minLength: 1, maxLength: 60 })
    .map((list) => list.sort((a, b) => a - b))
  fc.assert(
    fc.property(times, (list) => {
      expect(decoded(encodeBlock([{ series: 0, times: list, values: list }]))[0]?.times).toEqual(list)
    }),
  )
})

test.each([
  ['the edges of doubles', [Number.MAX_VALUE, Number.MIN_VALUE, -Number.MAX_VALUE, Number.EPSILON, 0, -0, 2 ** 53, -(2 ** 53) - 2]],
  ['negative zero alone', [-0, -0, -0]],
  ['zero of both signs', [0, -0, 0]],
  ['decimals of many places', [0.1, 0.12, 0.123456789, 1e-9, -0.5, 1_000_000.000001]],
  ['integers at the edge of scaling', [2 ** 49, -(2 ** 49), 2 ** 49 - 1, 0]],
  ['shares of one total', [3, 1, 2, 0, 4_194_303, 1_234_567].map((part) => part / 4_194_304 / 3)],
  ['shares of changing totals', [1 / 3, 2 / 7, 3999 / 4001, 5 / 4003]],
  ['nothing', []],
])('%s survive', (_, values) => {
  const back = decoded(encodeBlock([seriesOf(3, values)]))[0]?.values ?? []
  expect(back.length).toBe(values.length)
  expect(back.every((value, i) => Object.is(value, values[i]))).toBe(true)
})

test('an hour of a machine at 10 s takes less than two bytes a sample', () => {
  let state = 7
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
  const hour = 360
  const walk = (start: number, step: number, places: number) => {
    let value = start
    return Array.from({ length: hour }, () => {
      value += (random() - 0.5) * step
      return Math.round(value * 10 ** places) / 10 ** places
    })
  }
  const counterWith = (rate: number) => {
    let value = 1e10
    return Array.from({ length: hour }, () => (value += Math.floor(random() * rate)))
  }
  const block = [
    ...Array.from({ length: 10 }, (_, i) => seriesOf(i, walk(0.2, 0.05, 4))),
    ...Array.from({ length: 10 }, (_, i) => seriesOf(10 + i, counterWith(5000))),
    ...Array.from({ length: 20 }, (_, i) =>
      seriesOf(
        20 + i,
        Array.from({ length: hour }, () => 8 * 2 ** 30 + i),
      ),
    ),
  ]
  expect(encodeBlock(block).length / (block.length * hour)).toBeLessThan(2)
})

test('a changed byte is noticed, wherever it is', () => {
  const bytes = encodeBlock([seriesOf(1, [1, 2, 3.5, 9]), seriesOf(2, [Math.PI, Math.E, 1, 2])])
  for (let at = 0; at < bytes.length; at++) {
    const bad = Buffer.from(bytes)
    bad[at] = (bad[at] ?? 0) ^ 0x41
    expect(decodeBlock(bad).ok, `byte ${at}`).toBe(false)
  }
})

/** A block whose checksum is right, whatever it holds. */
function sealed(plain: Buffer): Buffer {
  const header = Buffer.alloc(5)
  header[0] = 1
  header.writeUInt32LE(crc32(plain), 1)
  return Buffer.concat([header, deflateRawSync(plain)])
}

test('hostile bytes end in a refusal or in samples, never in a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      decodeBlock(bytes)
      decodeBlock(sealed(Buffer.from(bytes)))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['a bomb of zeros', Buffer.alloc(200 * 2 ** 20), /inflate/],
  ['more times than bytes', Buffer.from([1, 0xff, 0xff, 0xff, 0x7f, 0, 2, 2]), /more times/],
  ['more columns than bytes', Buffer.from([0xff, 0xff, 0x7f]), /more parts/],
  ['a column that is not there', Buffer.from([0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]), /column/],
  ['an endless integer', Buffer.alloc(40, 0xff), /integer/],
])('%s are refused', (_, plain, reason) => {
  expect(decodeBlock(sealed(plain))).toEqual({ ok: false, error: expect.stringMatching(reason) })
})
