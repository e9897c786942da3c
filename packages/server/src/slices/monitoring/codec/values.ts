/** A column of doubles, exactly: as whole numbers over one denominator where they are decimals or shares of one total, else as the bits that changed. */
import {
  CorruptBytes,
  LARGEST_INTEGER,
  putByte,
  putDouble,
  putSigned,
  putVarint,
  reserve,
  type Sink,
  type Source,
  skip,
  takeByte,
  takeDouble,
  takeSigned,
  takeVarint,
} from './bytes.ts'

const CONSTANT = 0
/** Differences: gauges. */
const DELTA = 1
/** Differences of differences: counters that grow evenly. */
const DELTA_OF_DELTA = 2
/** Bits XOR those of the value before, byte planes one after the other, so that deflate finds the zeros together. */
const BITS = 3

/** Beyond this a fraction says no more than the double itself. */
const LARGEST_DENOMINATOR = 2 ** 30

/** Powers of ten up to which a double is tried as a decimal; all are exact. */
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const

/** Values are finite: NaN and infinities are refused before. */
export function putValues(sink: Sink, values: ArrayLike<number>): void {
  if (isConstant(values)) {
    putByte(sink, CONSTANT)
    putDouble(sink, values[0] ?? 0)
    return
  }
  const denominator = powerOfTen(values) ?? commonDenominator(values)
  const scaled = denominator === null ? null : scale(values, denominator)
  if (denominator === null || scaled === null) {
    putByte(sink, BITS)
    putBits(sink, values)
    return
  }
  const second = prefersSecondDifferences(scaled)
  const divisor = commonDivisor(scaled)
  putByte(sink, second ? DELTA_OF_DELTA : DELTA)
  putVarint(sink, denominator)
  putVarint(sink, divisor)
  let before = scaled[0] ?? 0
  let step = 0
  putSigned(sink, before)
  for (let i = 1; i < scaled.length; i++) {
    const value = scaled[i] ?? 0
    const change = (value - before) / divisor
    putSigned(sink, second ? change - step : change)
    step = change
    before = value
  }
}

/** `count` is that of the times, which was checked; a column that cannot hold so many is corrupt. */
export function takeValues(source: Source, count: number): Float64Array {
  const mode = takeByte(source)
  if (mode === CONSTANT) return new Float64Array(count).fill(takeDouble(source))
  if (mode === BITS) return takeBits(source, count)
  if (mode !== DELTA && mode !== DELTA_OF_DELTA) throw new CorruptBytes('a way of storing values is not known')
  const denominator = takeVarint(source)
  if (denominator === 0) throw new CorruptBytes('a denominator is zero')
  if (count > source.end - source.at) throw new CorruptBytes('it holds fewer values than times')
  const divisor = takeVarint(source)
  const values = new Float64Array(count)
  let value = takeSigned(source)
  let step = 0
  for (let i = 0; i < count; i++) {
    if (i > 0) {
      step = takeSigned(source) + (mode === DELTA_OF_DELTA ? step : 0)
      value += step * divisor
    }
    values[i] = value / denominator
  }
  return values
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false
  return true
}

/** The smallest power of ten over which every value is a whole number; null where there is none. */
function powerOfTen(values: ArrayLike<number>): number | null {
  let exponent = 0
  for (let i = 0; i < values.length; i++) {
    while (!isOver(values[i] ?? 0, POWERS[exponent] ?? 1)) {
      exponent++
      if (exponent === POWERS.length) return null
    }
  }
  return POWERS[exponent] ?? null
}

/** Shares of one total, such as memory used of all memory, have the total as denominator, or a part of it. */
function commonDenominator(values: ArrayLike<number>): number | null {
  let denominator = 1
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (isOver(value, denominator)) continue
    const own = ownDenominator(value)
    if (own === null) return null
    denominator *= own / greatestDivisor(denominator, own)
    if (denominator > LARGEST_DENOMINATOR) return null
  }
  return denominator
}

/** Of the simplest fraction that is the very double, by its continued fraction. */
function ownDenominator(value: number): number | null {
  let rest = Math.abs(value)
  let [before, denominator] = [1, 0]
  for (let n = 0; n < 40; n++) {
    const whole = Math.floor(rest)
    ;[before, denominator] = [denominator, whole * denominator + before]
    if (denominator > LARGEST_DENOMINATOR) return null
    if (isOver(value, denominator)) return denominator
    rest = 1 / (rest - whole)
  }
  return null
}

/** Division is correctly rounded, so what divides back to the very double is exact; -0 is no whole number. */
function isOver(value: number, denominator: number): boolean {
  return Math.round(value * denominator) / denominator === value && !Object.is(value, -0)
}

function scale(values: ArrayLike<number>, denominator: number): Float64Array | null {
  const scaled = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = Math.round((values[i] ?? 0) * denominator)
    if (Math.abs(value) > LARGEST_INTEGER || value / denominator !== values[i]) return null
    // Math.round gives -0 for what is small and negative; as an integer there is one zero.
    scaled[i] = value + 0
  }
  return scaled
}

function prefersSecondDifferences(scaled: Float64Array): boolean {
  let first = 0
  let second = 0
  let step = 0
  for (let i = 1; i < scaled.length; i++) {
    const change = (scaled[i] ?? 0) - (scaled[i - 1] ?? 0)
    first += Math.log2(1 + Math.abs(change))
    second += Math.log2(1 + Math.abs(change - step))
    step = change
  }
  return second < first * 0.9
}

/** Bytes come in pages and sectors: what all differences are multiples of need not be stored with each. */
function commonDivisor(scaled: Float64Array): number {
  let divisor = 0
  for (let i = 1; i < scaled.length && divisor !== 1; i++)
    divisor = greatestDivisor(divisor, Math.abs((scaled[i] ?? 0) - (scaled[i - 1] ?? 0)))
  return Math.max(1, divisor)
}

function greatestDivisor(a: number, b: number): number {
  let [large, small] = [a, b]
  while (small > 0) [large, small] = [small, large % small]
  return large
}

function putBits(sink: Sink, values: ArrayLike<number>): void {
  const count = values.length
  const bits = new Uint8Array(Float64Array.from(values).buffer)
  reserve(sink, 8 * count)
  for (let plane = 0; plane < 8; plane++) {
    let before = 0
    for (let i = 0; i < count; i++) {
      const byte = bits[8 * i + plane] ?? 0
      sink.bytes[sink.at++] = byte ^ before
      before = byte
    }
  }
}

function takeBits(source: Source, count: number): Float64Array {
  const { bytes, at } = source
  skip(source, 8 * count)
  const bits = new Uint8Array(8 * count)
  for (let plane = 0; plane < 8; plane++) {
    let before = 0
    for (let i = 0; i < count; i++) {
      before ^= bytes[at + plane * count + i] ?? 0
      bits[8 * i + plane] = before
    }
  }
  return new Float64Array(bits.buffer)
}
