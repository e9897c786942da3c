import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chiSquare, entropy, histogram, looksRandom, randomEntropy, WINDOW, windowsOf } from './entropy.ts'
import { fileType } from './file-type.ts'
import { compareVersions, type Version } from './flip.ts'
import { type Findings, judge, score } from './score.ts'

const version = (bytes: Buffer, at = windowsOf(bytes.length)): Version => ({
  head: bytes.subarray(0, 33_000),
  windows: at.map(({ offset, length }) => bytes.subarray(offset, offset + length)),
})
const text = (length: number): Buffer =>
  Buffer.from('the order of Monday, and a boiler for Smith. '.repeat(Math.ceil(length / 45)).slice(0, length))

test('the windows of a file lie within it, in order, at most 257, and hold all of a small one', () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (size) => {
      const windows = windowsOf(size)
      expect(windows.length).toBeLessThanOrEqual(257)
      for (const [index, { offset, length }] of windows.entries()) {
        expect(offset + length <= size && length > 0 && offset % WINDOW === 0).toBe(true)
        expect(offset > (windows[index - 1]?.offset ?? -1)).toBe(true)
      }
      if (size <= WINDOW * 256) expect(windows.reduce((sum, { length }) => sum + length, 0)).toBe(size)
      else expect(windows.at(-1)).toMatchObject({ offset: Math.floor((size - 1) / WINDOW) * WINDOW })
    }),
  ))

test('the entropy expected of random bytes is what they show, for every length', () => {
  for (const n of [64, 256, 1000, 4096, 65_536]) {
    const mean = Array.from({ length: 200 }, () => entropy(randomBytes(n))).reduce((sum, bits) => sum + bits / 200, 0)
    expect(Math.abs(mean - randomEntropy(n)), `${n} bytes`).toBeLessThan(0.02)
  }
})

test('random blocks look random, text, base64 and program code do not', () => {
  for (let n = 0; n < 500; n += 1) expect(looksRandom(randomBytes(128 + (n % 4000)))).toBe(true)
  expect(looksRandom(text(WINDOW))).toBe(false)
  expect(looksRandom(Buffer.from(randomBytes(WINDOW).toString('base64')))).toBe(false)
  expect(looksRandom(randomBytes(20))).toBe(false)
})

test('chi-square tells compressed from random', () => {
  const compressed = gzipSync(
    Buffer.concat(Array.from({ length: 2000 }, (_, n) => Buffer.from(`${n * 7919} ${text(200).toString()} ${(n * n).toString(36)}\n`))),
  )
  expect(chiSquare(histogram(randomBytes(100_000)))).toBeLessThan(400)
  expect(chiSquare(histogram(compressed))).toBeGreaterThan(500)
})

const encrypted = randomBytes(40_000)
test.each([
  ['text turned to ciphertext', text(40_000), encrypted, true],
  ['one block in the middle turned', text(40_000), Buffer.concat([text(16_384), encrypted.subarray(0, 4096), text(19_520)]), true],
  ['a photo that lost its header', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(9000)]), encrypted.subarray(0, 9003), true],
  ['text that became a ZIP archive', text(40_000), Buffer.concat([Buffer.from('PK\x03\x04'), encrypted]), false],
  ['text with other words', text(40_000), Buffer.from(text(40_000).toString().replaceAll('Monday', 'Friday')), false],
  ['ciphertext that changed', randomBytes(9000), randomBytes(9000), false],
  ['a document that was emptied', Buffer.from('%PDF-1.7 and so on'), Buffer.alloc(0), false],
  ['a PDF that became text', Buffer.from(`%PDF-${text(9000).toString()}`), text(9000), false],
])('%s: %#', (_, before, after, flipped) => {
  expect(compareVersions(version(before, windowsOf(after.length)), version(after)).flipped).toBe(flipped)
})

test.each([
  ['%PDF-1.7', 'pdf'],
  ['PK\x03\x04', 'zip'],
  ['\0\0\0\x18ftypmp42', 'iso-media'],
  ['Salted__12345678', null],
  ['age-encryption.org/v1', null],
  ['', null],
])('the type of %j', (head, type) => expect(fileType(Buffer.from(head, 'latin1'))).toBe(type))

const none: Findings = {
  files: 1000,
  pairs: 0,
  sampled: 0,
  flips: 0,
  headersLost: 0,
  carried: 0,
  newUnknownExtension: 0,
  sameNameFolders: 0,
}
test.each([
  ['nothing turned, whatever else is new', { pairs: 500, sampled: 400, newUnknownExtension: 400, sameNameFolders: 90 }, 'clean'],
  ['one file of forty', { pairs: 40, sampled: 40, flips: 1 }, 'clean'],
  ['half of what changed', { pairs: 100, sampled: 100, flips: 50 }, 'infected'],
  ['a tenth of what changed, in a busy week', { pairs: 400, sampled: 400, flips: 40 }, 'clean'],
  ['five a day, on the fourth', { pairs: 5, sampled: 5, flips: 5, carried: 15 }, 'infected'],
])('%s: %#', (_, found, judgement) => expect(judge(score({ ...none, ...found }))).toBe(judgement))

test('more that turned is never a lower score, and it stays between 0 and 100', () =>
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(400), fc.nat(400), fc.nat(400), fc.nat(100), (files, sampled, flips, more, strange) => {
      const at = (n: number) =>
        score({ ...none, files, pairs: sampled * 2, sampled, flips: Math.min(n, sampled), newUnknownExtension: strange })
      expect(at(flips + more) >= at(flips) && at(flips) >= 0 && at(flips + more) <= 100).toBe(true)
    }),
  ))
