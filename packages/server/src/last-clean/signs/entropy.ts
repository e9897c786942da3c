/** Windows of a file and how random they look: the same windows of the old and the new version are compared (design: ecosystem, 4). */

/** Larger ones miss an encryption that leaves out blocks (measured: 8 KiB did). */
export const WINDOW = 4096
/** Files up to this size are looked at whole; of larger ones as many windows, spread evenly. */
const WHOLE_WINDOWS = 256
/** Bits per byte below what random bytes of this length show: 7.90 for a full window. */
const MARGIN = 0.055
/** Shorter than this nothing can be told from its bytes. */
const LEAST_BYTES = 64

export type Window = { offset: number; length: number }

/** The windows to look at in a file of this size. */
export function windowsOf(size: number): Window[] {
  const count = Math.ceil(size / WINDOW)
  const indexes =
    count <= WHOLE_WINDOWS
      ? Array.from({ length: count }, (_, index) => index)
      : Array.from({ length: WHOLE_WINDOWS }, (_, n) => Math.floor((n * (count - 1)) / (WHOLE_WINDOWS - 1)))
  return indexes.map((index) => ({ offset: index * WINDOW, length: Math.min(WINDOW, size - index * WINDOW) }))
}

/** Shannon's, bits per byte. */
export function entropy(bytes: Uint8Array): number {
  return entropyOf(histogram(bytes), bytes.length)
}

/** True for bytes that are as even as random ones of this length. */
export function looksRandom(bytes: Uint8Array): boolean {
  return bytes.length >= LEAST_BYTES && entropy(bytes) >= randomEntropy(bytes.length) - margin(bytes.length)
}

/** Chi-square of the bytes against an even spread, 255 degrees of freedom: 255 ± 23 for random ones, thousands for gzip. */
export function chiSquare(counts: Uint32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const expected = total / 256
  return total === 0 ? 0 : counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

export function histogram(bytes: Uint8Array, into = new Uint32Array(256)): Uint32Array {
  for (const byte of bytes) into[byte] = (into[byte] ?? 0) + 1
  return into
}

function entropyOf(counts: Uint32Array, total: number): number {
  let bits = 0
  for (const count of counts) if (count > 0) bits -= (count / total) * Math.log2(count / total)
  return bits
}

const known = new Map<number, number>()

/** What `n` random bytes show on average: each value occurs Poisson(n / 256) times. */
export function randomEntropy(n: number): number {
  const found = known.get(n)
  if (found !== undefined) return found
  const mean = n / 256
  let [probability, sum] = [Math.exp(-mean), 0]
  for (let k = 1; k < mean + 20 * Math.sqrt(mean) + 40; k += 1) {
    probability *= mean / k
    sum += probability * k * Math.log2(k)
  }
  const bits = Math.log2(n) - (256 / n) * sum
  known.set(n, bits)
  return bits
}

/** Short windows scatter more. */
function margin(length: number): number {
  return MARGIN * Math.sqrt(WINDOW / length)
}
