/** A batch as a record of the head: quick to write and to read, not small; the head lives for an hour. */
import {
  CorruptBytes,
  createSink,
  putBytes,
  putDouble,
  putSigned,
  putVarint,
  reserve,
  skip,
  sourceOf,
  takeDouble,
  takeSigned,
  takeVarint,
  type Sink,
  type Source,
} from '../codec/bytes.ts'
import type { Batch, Point } from '../ports.ts'

/** Length of all that follows (4 bytes), client (16), device (16), key of the batch (6), time of receipt as a double (8), then the series. */
const LENGTH_BYTES = 4
const FIXED_BYTES = LENGTH_BYTES + 16 + 16 + 6 + 8

export type RecordHead = { clientId: string; deviceId: string; key: number; receivedAt: number; start: number; length: number }

export function encodeRecord(batch: Batch): Buffer {
  const sink = createSink(FIXED_BYTES + 16 * batch.series.length)
  sink.at = LENGTH_BYTES
  putId(sink, batch.clientId)
  putId(sink, batch.deviceId)
  sink.at = sink.bytes.writeUIntBE(batch.key, sink.at, 6)
  putDouble(sink, batch.receivedAt)
  putVarint(sink, batch.series.length)
  for (const { series, points } of batch.series) {
    putVarint(sink, series)
    putVarint(sink, points.length)
    let before = batch.receivedAt
    for (const [time, value] of points) {
      putSigned(sink, time - before)
      putDouble(sink, value)
      before = time
    }
  }
  sink.bytes.writeUInt32BE(sink.at - LENGTH_BYTES, 0)
  return sink.bytes.subarray(0, sink.at)
}

/** The records of a row, without their samples. A row that is torn is an error: PostgreSQL keeps rows whole. */
export function recordsIn(blob: Buffer): RecordHead[] {
  const records: RecordHead[] = []
  for (let at = 0; at < blob.length; ) {
    if (blob.length - at < FIXED_BYTES) throw new CorruptBytes('a record of the head is cut off')
    const length = LENGTH_BYTES + blob.readUInt32BE(at)
    if (length < FIXED_BYTES || length > blob.length - at) throw new CorruptBytes('a record of the head is cut off')
    records.push({
      clientId: idAt(blob, at + 4),
      deviceId: idAt(blob, at + 20),
      key: blob.readUIntBE(at + 36, 6),
      receivedAt: blob.readDoubleLE(at + 42),
      start: at,
      length,
    })
    at += length
  }
  return records
}

export function decodeRecord(blob: Buffer, head: RecordHead): Batch {
  const { clientId, deviceId, key, receivedAt } = head
  const series: { series: number; points: Point[] }[] = []
  eachPoint(blob, head, (number, time, value) => {
    let last = series.at(-1)
    if (last?.series !== number) {
      last = { series: number, points: [] }
      series.push(last)
    }
    last.points.push([time, value])
  })
  return { clientId, deviceId, key, receivedAt, series }
}

/** Calls `take` for each sample of the record, without making objects of them. */
export function eachPoint(
  blob: Buffer,
  { start, length, receivedAt }: RecordHead,
  take: (series: number, time: number, value: number) => void,
): void {
  const source: Source = sourceOf(blob.subarray(start, start + length))
  skip(source, FIXED_BYTES)
  for (let left = takeVarint(source); left > 0; left--) {
    const series = takeVarint(source)
    let time = receivedAt
    for (let points = takeVarint(source); points > 0; points--) {
      time += takeSigned(source)
      take(series, time, takeDouble(source))
    }
  }
}

const idBytes = new Map<string, Buffer>()
const idTexts = new Map<string, string>()
const MOST_IDS = 50_000

/** Ids recur with every batch, so their bytes are kept. */
function putId(sink: Sink, id: string): void {
  let bytes = idBytes.get(id)
  if (bytes === undefined) {
    bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
    if (bytes.length !== 16) throw new RangeError('an id is no UUID')
    if (idBytes.size >= MOST_IDS) idBytes.clear()
    idBytes.set(id, bytes)
  }
  reserve(sink, 16)
  putBytes(sink, bytes)
}

function idAt(blob: Buffer, at: number): string {
  const raw = blob.toString('latin1', at, at + 16)
  let id = idTexts.get(raw)
  if (id === undefined) {
    const hex = blob.toString('hex', at, at + 16)
    id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
    if (idTexts.size >= MOST_IDS) idTexts.clear()
    idTexts.set(raw, id)
  }
  return id
}
