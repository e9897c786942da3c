/** The Merkle tree of RFC 9162 (section 2.1): roots, and proofs that an entry is in a log and that a log only grew. Pure. */
import { createHash } from 'node:crypto'

/** The hash of the complete subtree over the leaves `[index * 2^level, (index + 1) * 2^level)`. */
export type NodeReader = (level: number, index: number) => Buffer
export type Node = { level: number; index: number; hash: Buffer }

/** A log as far as growing it needs: `peaks` are the roots of its complete subtrees, from left to right, one for each bit of `size`. */
export type Frontier = { size: number; peaks: readonly Buffer[] }

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}

/** Adds leaves; `nodes` are the subtrees that became complete, of level 1 and above. */
export function append(frontier: Frontier, leaves: readonly Buffer[]): Frontier & { nodes: Node[] } {
  const peaks = [...frontier.peaks]
  const nodes: Node[] = []
  let { size } = frontier
  for (const leaf of leaves) {
    let hash = leaf
    let index = size
    for (let level = 1; index % 2 === 1; level++) {
      hash = nodeHash(peaks.pop() ?? Buffer.alloc(32), hash)
      index = (index - 1) / 2
      nodes.push({ level, index, hash })
    }
    peaks.push(hash)
    size++
  }
  return { size, peaks, nodes }
}

/** Of the empty log it is the hash of nothing. */
export function rootOf(peaks: readonly Buffer[]): Buffer {
  const last = peaks.at(-1)
  if (last === undefined) return createHash('sha256').digest()
  return peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
}

/** That the leaf at `index` is in the log of `size`: the siblings on its way to the root. */
export function inclusionPath(read: NodeReader, index: number, size: number): Buffer[] {
  const within = (from: number, to: number): Buffer[] => {
    if (to - from === 1) return []
    const middle = from + split(to - from)
    return index < middle ? [...within(from, middle), rangeHash(read, middle, to)] : [...within(middle, to), rangeHash(read, from, middle)]
  }
  return within(0, size)
}

/** That the log of `second` begins with the log of `first`; 0 < first <= second. */
export function consistencyPath(read: NodeReader, first: number, second: number): Buffer[] {
  const within = (from: number, to: number, whole: boolean): Buffer[] => {
    if (to === first) return whole ? [] : [rangeHash(read, from, to)]
    const middle = from + split(to - from)
    return first <= middle
      ? [...within(from, middle, whole), rangeHash(read, middle, to)]
      : [...within(middle, to, false), rangeHash(read, from, middle)]
  }
  return within(0, second, true)
}

/** The root that the path leads to; null when it is no path for this place. */
export function rootByInclusion(o: { leaf: Buffer; index: number; size: number; path: readonly Buffer[] }): Buffer | null {
  if (o.index < 0 || o.index >= o.size) return null
  const place = walk(o.index, o.size - 1)
  let root = o.leaf
  for (const sibling of o.path) {
    if (place.atTop()) return null
    if (place.isRight()) {
      root = nodeHash(sibling, root)
      place.skipMissing()
    } else {
      root = nodeHash(root, sibling)
    }
    place.up()
  }
  return place.atTop() ? root : null
}

export function isConsistent(o: {
  first: number
  second: number
  firstRoot: Buffer
  secondRoot: Buffer
  path: readonly Buffer[]
}): boolean {
  if (o.first < 1 || o.first > o.second) return false
  if (o.first === o.second) return o.path.length === 0 && o.firstRoot.equals(o.secondRoot)
  const [start, ...rest] = isPowerOfTwo(o.first) ? [o.firstRoot, ...o.path] : o.path
  if (start === undefined) return false
  const place = walk(o.first - 1, o.second - 1)
  while (place.isOdd()) place.up()
  let before = start
  let after = start
  for (const sibling of rest) {
    if (place.atTop()) return false
    if (place.isRight()) {
      before = nodeHash(sibling, before)
      after = nodeHash(sibling, after)
      place.skipMissing()
    } else {
      after = nodeHash(after, sibling)
    }
    place.up()
  }
  return place.atTop() && before.equals(o.firstRoot) && after.equals(o.secondRoot)
}

/** A node and the last one of its level, on their way up. Plain arithmetic: a log may have more than 2^31 entries. */
function walk(node: number, last: number) {
  return {
    atTop: () => last === 0,
    isOdd: () => node % 2 === 1,
    isRight: () => node % 2 === 1 || node === last,
    up: () => {
      node = Math.floor(node / 2)
      last = Math.floor(last / 2)
    },
    /** The last node of a level without a sibling is its own parent. */
    skipMissing(): void {
      while (node % 2 === 0 && node !== 0) this.up()
    },
  }
}

function rangeHash(read: NodeReader, from: number, to: number): Buffer {
  const size = to - from
  if (isPowerOfTwo(size)) return read(Math.log2(size), from / size)
  const middle = from + split(size)
  return nodeHash(rangeHash(read, from, middle), rangeHash(read, middle, to))
}

/** The largest power of two below n, n >= 2. */
function split(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1))
}

function isPowerOfTwo(n: number): boolean {
  return n >= 1 && Number.isInteger(Math.log2(n))
}
