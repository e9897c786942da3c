/** A column of doubles, exactly: as scaled integers where they are decimals, else as the bits that changed. */
import {
  CorruptBytes,
  LARGEST_INTEGER,
  putByte,
  putDouble,
  putSigned,
  reserve,
  type Sink,
  type Source,
  skip,
  takeByte,
  takeDouble,
  takeSigned,
} from './bytes.ts'

const CONSTANT = 0
/** Differences: gauges. */
const DELTA = 1
/** Differences of differences: counters that grow evenly. */
const DELTA_OF_DELTA = 2
/** Bits XOR those of the value before, byte planes one after the other, so that deflate finds the zeros together. */
const BITS = 3

/** Powers of ten up to which a double is tried as a decimal; all are exact. */
const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const

/** Values are finite: NaN and infinities are refused before. */
export function putValues(sink: Sink, values: ArrayLike<number>): void {
  if (isConstant(values)) {
    putByte(sink, CONSTANT)
    putDouble(sink, values[0] ?? 0)
    return
  }
  const exponent = decimalExponent(values)
  const scaled = exponent === null ? null : scale(values, exponent)
  if (exponent === null || scaled === null) {
    putByte(sink, BITS)
    putBits(sink, values)
    return
  }
  const second = prefersSecondDifferences(scaled)
  putByte(sink, second ? DELTA_OF_DELTA : DELTA)
  putByte(sink, exponent)
  let before = 0
  let step = 0
  for (let i = 0; i < scaled.length; i++) {
    const value = scaled[i] ?? 0
    const change = value - before
    putSigned(sink, second && i > 0 ? change - step : change)
    step = i === 0 ? 0 : change
    before = value
  }
}

/** `count` is that of the times, which was checked; a column that cannot hold so many is corrupt. */
export function takeValues(source: Source, count: number): Float64Array {
  const mode = takeByte(source)
  if (mode === CONSTANT) return new Float64Array(count).fill(takeDouble(source))
  if (mode === BITS) return takeBits(source, count)
  if (mode !== DELTA && mode !== DELTA_OF_DELTA) throw new CorruptBytes('a way of storing values is not known')
  const power = POWERS[takeByte(source)]
  if (power === undefined) throw new CorruptBytes('a scale is not known')
  if (count > source.end - source.at) throw new CorruptBytes('it holds fewer values than times')
  const values = new Float64Array(count)
  let before = 0
  let step = 0
  for (let i = 0; i < count; i++) {
    const change = takeSigned(source) + (mode === DELTA_OF_DELTA ? step : 0)
    before += change
    step = i === 0 ? 0 : change
    values[i] = before / power
  }
  return values
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false
  return true
}

/** The smallest exponent with which every value is a whole number over a power of ten; null where there is none. */
function decimalExponent(values: ArrayLike<number>): number | null {
  let exponent = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    while (!isDecimal(value, POWERS[exponent] ?? 1)) {
      exponent++
      if (exponent === POWERS.length) return null
    }
  }
  return exponent
}

/** Division is correctly rounded, so what divides back to the very double is exact; -0 is no integer. */
function isDecimal(value: number, power: number): boolean {
  return Math.round(value * power) / power === value && !Object.is(value, -0)
}

function scale(values: ArrayLike<number>, exponent: number): Float64Array | null {
  const power = POWERS[exponent] ?? 1
  const scaled = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = Math.round((values[i] ?? 0) * power)
    if (Math.abs(value) > LARGEST_INTEGER || value / power !== values[i]) return null
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
