/** Bytes in and out of the codec: variable-length integers and doubles, with every read checked against the end. */

/** What was read is not what an encoder wrote. */
export class CorruptBytes extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'CorruptBytes'
  }
}

/** A buffer that grows; `at` is where the next byte goes. */
export type Sink = { bytes: Buffer; at: number }
/** `end` is one past the last byte that may be read. */
export type Source = { bytes: Uint8Array; at: number; end: number }

/** Integers of the format stay within this in magnitude, so that a difference of differences is still exact in a double. */
export const LARGEST_INTEGER = 2 ** 49

export function createSink(size = 1024): Sink {
  return { bytes: Buffer.allocUnsafe(size), at: 0 }
}

/** A copy of what was written. */
export function written(sink: Sink): Buffer {
  return Buffer.from(sink.bytes.subarray(0, sink.at))
}

export function reserve(sink: Sink, length: number): void {
  if (sink.at + length <= sink.bytes.length) return
  const grown = Buffer.allocUnsafe(Math.max(sink.bytes.length * 2, sink.at + length))
  sink.bytes.copy(grown, 0, 0, sink.at)
  sink.bytes = grown
}

export function sourceOf(bytes: Uint8Array): Source {
  return { bytes, at: 0, end: bytes.length }
}

/** LEB128 of a whole number from 0 to 2^53 - 1: seven bits a byte, lowest first. */
export function putVarint(sink: Sink, value: number): void {
  reserve(sink, 8)
  const { bytes } = sink
  let at = sink.at
  let rest = value
  while (rest >= 0x8000_0000) {
    bytes[at++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  while (rest >= 0x80) {
    bytes[at++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  bytes[at++] = rest
  sink.at = at
}

export function takeVarint(source: Source): number {
  let value = 0
  let factor = 1
  for (let n = 0; n < 8; n++) {
    const byte = takeByte(source)
    value += (byte & 0x7f) * factor
    if (byte < 0x80) {
      if (value > Number.MAX_SAFE_INTEGER) throw new CorruptBytes('an integer is too large')
      return value
    }
    factor *= 128
  }
  throw new CorruptBytes('an integer does not end')
}

/** Zigzag: small numbers of either sign become small ones without. */
export function putSigned(sink: Sink, value: number): void {
  putVarint(sink, value < 0 ? -2 * value - 1 : 2 * value)
}

export function takeSigned(source: Source): number {
  const coded = takeVarint(source)
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2
}

export function putByte(sink: Sink, value: number): void {
  reserve(sink, 1)
  sink.bytes[sink.at++] = value
}

export function takeByte(source: Source): number {
  const byte = source.at < source.end ? source.bytes[source.at++] : undefined
  if (byte === undefined) throw new CorruptBytes('it ends too early')
  return byte
}

export function putDouble(sink: Sink, value: number): void {
  reserve(sink, 8)
  sink.at = sink.bytes.writeDoubleLE(value, sink.at)
}

export function takeDouble(source: Source): number {
  const { bytes, at } = source
  skip(source, 8)
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0, true)
}

export function putBytes(sink: Sink, bytes: Uint8Array): void {
  reserve(sink, bytes.length)
  sink.bytes.set(bytes, sink.at)
  sink.at += bytes.length
}

export function takeBytes(source: Source, length: number): Uint8Array {
  const { at } = source
  skip(source, length)
  return source.bytes.subarray(at, at + length)
}

/** Passes over `length` bytes that must be there. */
export function skip(source: Source, length: number): void {
  if (length > source.end - source.at) throw new CorruptBytes('it ends too early')
  source.at += length
}
