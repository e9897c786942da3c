/** A block of samples of one device, as it lies in the database: columns of times that series share, columns of values, deflated, with a checksum. */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'
import { err, ok, type Result } from '@mainstay/kernel'
import { CorruptBytes, createSink, putBytes, putVarint, reserve, type Sink, type Source, sourceOf, takeVarint } from './bytes.ts'
import { putTimes, takeTimes } from './times.ts'
import { putValues, takeValues } from './values.ts'

/** Samples of one series: times in Unix milliseconds, ascending, none twice; as many values, all finite. */
export type Samples = { times: ArrayLike<number>; values: ArrayLike<number> }
/** `series` is its number within the device. */
export type SeriesSamples = Samples & { series: number }

const VERSION = 1
const HEADER_BYTES = 5
/** What a decoder is ready to unpack: hostile bytes must not fill the memory. A device-hour is some 50 kB. */
const LARGEST_PLAIN_BYTES = 32 * 2 ** 20
const MOST_SAMPLES = 4 * 2 ** 20

/**
 * Layout: version (1 byte), CRC-32 of the plain bytes (4, little-endian), then deflated: count of time columns, the columns;
 * count of series, and for each, ascending, the step from the number before, the index of its time column, its values.
 */
export function encodeBlock(all: readonly SeriesSamples[]): Buffer {
  const sorted = [...all].sort((a, b) => a.series - b.series)
  const columns: ArrayLike<number>[] = []
  const columnOf = sorted.map(({ times }) => indexOfColumn(columns, times))
  const plain = createSink(16 * 1024)
  putVarint(plain, columns.length)
  for (const times of columns) putTimes(plain, times)
  putVarint(plain, sorted.length)
  let before = 0
  for (const [i, { series, values }] of sorted.entries()) {
    putVarint(plain, series - before)
    putVarint(plain, columnOf[i] ?? 0)
    putValues(plain, values)
    before = series
  }
  return packed(plain)
}

export type DecodedSeries = { series: number; times: Float64Array; values: Float64Array }

/** Whatever the bytes are, this ends soon with samples or with the reason why they are none. */
export function decodeBlock(bytes: Uint8Array): Result<DecodedSeries[], string> {
  return decoded(bytes, (source) => {
    const columns = Array.from({ length: boundedCount(source) }, () => takeTimes(source, MOST_SAMPLES))
    let series = 0
    let total = 0
    return Array.from({ length: boundedCount(source) }, () => {
      series += takeVarint(source)
      const times = columns[takeVarint(source)]
      if (times === undefined) throw new CorruptBytes('it names a column that it lacks')
      total += times.length
      if (total > MOST_SAMPLES) throw new CorruptBytes('it claims too many samples')
      return { series, times, values: takeValues(source, times.length) }
    })
  })
}

/** Values alone, where their times are kept elsewhere. */
export function encodeValues(values: ArrayLike<number>): Buffer {
  const plain = createSink(8 * 1024)
  putValues(plain, values)
  return packed(plain)
}

export function decodeValues(bytes: Uint8Array, count: number): Result<Float64Array, string> {
  if (count > MOST_SAMPLES) return err('it claims too many samples')
  return decoded(bytes, (source) => takeValues(source, count))
}

function decoded<T>(bytes: Uint8Array, take: (source: Source) => T): Result<T, string> {
  try {
    const source = unpacked(bytes)
    const value = take(source)
    return source.at === source.end ? ok(value) : err('bytes are left over')
  } catch (error) {
    if (error instanceof CorruptBytes) return err(error.message)
    throw error
  }
}

function packed(plain: Sink): Buffer {
  const body = plain.bytes.subarray(0, plain.at)
  const sink = createSink(HEADER_BYTES + body.length)
  sink.bytes[sink.at++] = VERSION
  sink.at = sink.bytes.writeUInt32LE(crc32(body), sink.at)
  const deflated = deflateRawSync(body)
  reserve(sink, deflated.length)
  putBytes(sink, deflated)
  return sink.bytes.subarray(0, sink.at)
}

function unpacked(bytes: Uint8Array): Source {
  if (bytes.length <= HEADER_BYTES || bytes[0] !== VERSION) throw new CorruptBytes('it is no block of a known version')
  let plain: Buffer
  try {
    plain = inflateRawSync(bytes.subarray(HEADER_BYTES), { maxOutputLength: LARGEST_PLAIN_BYTES })
  } catch {
    throw new CorruptBytes('it does not inflate, or to more than a block may hold')
  }
  if (crc32(plain) !== new DataView(bytes.buffer, bytes.byteOffset + 1, 4).getUint32(0, true))
    throw new CorruptBytes('its checksum does not fit')
  return sourceOf(plain)
}

/** Each column and each series takes two bytes at least. */
function boundedCount(source: Source): number {
  const count = takeVarint(source)
  if (count > (source.end - source.at) / 2) throw new CorruptBytes('it claims more parts than it holds')
  return count
}

/** Series that were collected together share their times: the column is stored once. */
function indexOfColumn(columns: ArrayLike<number>[], times: ArrayLike<number>): number {
  const known = columns.findIndex((column) => sameTimes(column, times))
  return known >= 0 ? known : columns.push(times) - 1
}

export function sameTimes(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
