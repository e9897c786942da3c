import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { append, consistencyPath, type Frontier, inclusionPath, isConsistent, type NodeReader, rootByInclusion, rootOf } from './merkle.ts'

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
const leafOf = (data: string): Buffer => sha256(Buffer.concat([Buffer.of(0), Buffer.from(data, 'hex')]))
const empty: Frontier = { size: 0, peaks: [] }
const some = (n: number): Buffer[] => Array.from({ length: n }, (_, i) => leafOf(i.toString(16).padStart(8, '0')))
const rootOfAll = (leaves: Buffer[]): Buffer => rootOf(append(empty, leaves).peaks)

function readerOf(leaves: Buffer[]): NodeReader {
  const nodes = new Map(append(empty, leaves).nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]))
  return (level, index) => {
    const found = level === 0 ? leaves[index] : nodes.get(`${level}/${index}`)
    if (found === undefined) throw new Error(`no node ${level}/${index}`)
    return found
  }
}

/** The reference vectors of Certificate Transparency (google/certificate-transparency, merkletree tests). */
const INPUTS = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

test('the roots are those of Certificate Transparency', () => {
  expect(rootOfAll([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  ROOTS.forEach((root, n) => {
    expect(rootOfAll(INPUTS.slice(0, n + 1).map(leafOf)).toString('hex')).toBe(root)
  })
})

test('the proofs are those of Certificate Transparency', () => {
  const read = readerOf(INPUTS.map(leafOf))
  expect(inclusionPath(read, 0, 8).map((hash) => hash.toString('hex'))).toEqual([
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ])
  expect(consistencyPath(read, 6, 8).map((hash) => hash.toString('hex'))).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
})

const sizes = fc.integer({ min: 1, max: 300 })

test('growing by any pieces gives the same tree', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 8 }), (pieces) => {
      const all = some(pieces.reduce((sum, n) => sum + n, 0))
      let at = 0
      let grown: Frontier = empty
      for (const piece of pieces) {
        grown = append(grown, all.slice(at, at + piece))
        at += piece
      }
      expect(rootOf(grown.peaks)).toEqual(rootOfAll(all))
    }),
  )
})

test('each leaf is proven in its place, and in no other; another leaf is not', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, a, b) => {
      const leaves = some(size)
      const index = a % size
      const path = inclusionPath(readerOf(leaves), index, size)
      const leaf = leaves[index] ?? Buffer.alloc(0)
      expect(rootByInclusion({ leaf, index, size, path })).toEqual(rootOfAll(leaves))
      const other = b % size
      if (other !== index) expect(rootByInclusion({ leaf, index: other, size, path })?.equals(rootOfAll(leaves)) ?? false).toBe(false)
      expect(rootByInclusion({ leaf: leafOf('ff'), index, size, path })?.equals(rootOfAll(leaves))).toBe(false)
    }),
  )
})

test('a log that only grew is consistent; one of which a leaf was changed is not', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (second, a, b) => {
      const leaves = some(second)
      const first = 1 + (a % second)
      const proof = { first, second, firstRoot: rootOfAll(leaves.slice(0, first)), secondRoot: rootOfAll(leaves) }
      expect(isConsistent({ ...proof, path: consistencyPath(readerOf(leaves), first, second) })).toBe(true)
      const forged = leaves.with(b % first, leafOf('ff'))
      const lie = { ...proof, secondRoot: rootOfAll(forged), path: consistencyPath(readerOf(forged), first, second) }
      expect(isConsistent(lie)).toBe(false)
    }),
  )
})

test('what cannot be is refused', () => {
  const root = rootOfAll(some(3))
  expect(rootByInclusion({ leaf: root, index: 3, size: 3, path: [] })).toBeNull()
  expect(rootByInclusion({ leaf: root, index: -1, size: 3, path: [] })).toBeNull()
  expect(rootByInclusion({ leaf: root, index: 0, size: 1, path: [root] })).toBeNull()
  expect(isConsistent({ first: 4, second: 3, firstRoot: root, secondRoot: root, path: [] })).toBe(false)
  expect(isConsistent({ first: 0, second: 3, firstRoot: root, secondRoot: root, path: [] })).toBe(false)
})
