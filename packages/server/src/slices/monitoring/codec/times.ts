/** A column of times: whole milliseconds, ascending; stored as differences of differences, which are zero where the interval is kept. */
import {
  CorruptBytes,
  LARGEST_INTEGER,
  putByte,
  putSigned,
  putVarint,
  type Sink,
  type Source,
  takeByte,
  takeSigned,
  takeVarint,
} from './bytes.ts'

/** Milliseconds where some point needs them, else seconds. */
const UNITS = [1, 1000] as const

export function putTimes(sink: Sink, times: ArrayLike<number>): void {
  const unit = times.length > 0 && wholeSeconds(times) ? 1000 : 1
  putVarint(sink, times.length)
  putByte(sink, unit === 1000 ? 1 : 0)
  let before = 0
  let step = 0
  for (let i = 0; i < times.length; i++) {
    const time = (times[i] ?? 0) / unit
    if (!Number.isInteger(time) || Math.abs(time) > LARGEST_INTEGER) throw new RangeError('a time is no whole millisecond')
    const next = time - before
    putSigned(sink, i === 0 ? time : next - step)
    // The first difference is taken from zero, not from the first time itself.
    step = i === 0 ? 0 : next
    before = time
  }
}

/** At most `limit` of them. */
export function takeTimes(source: Source, limit: number): Float64Array {
  const count = takeVarint(source)
  // Each takes a byte at least: a count that the bytes cannot hold is not believed.
  if (count > limit || count > source.end - source.at) throw new CorruptBytes('it claims more times than it holds')
  const unit = UNITS[takeByte(source)]
  if (unit === undefined) throw new CorruptBytes('a unit of time is not known')
  const times = new Float64Array(count)
  let before = 0
  let step = 0
  for (let i = 0; i < count; i++) {
    const change = takeSigned(source)
    if (i === 0) before = change
    else {
      step += change
      before += step
    }
    times[i] = before * unit
  }
  return times
}

function wholeSeconds(times: ArrayLike<number>): boolean {
  for (let i = 0; i < times.length; i++) if ((times[i] ?? 0) % 1000 !== 0) return false
  return true
}
