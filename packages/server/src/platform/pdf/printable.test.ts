import { expect, test } from 'vitest'
import { asPrinted, lettersOf, unprintableOf } from './printable.ts'

const named = (clientName: string) => ({ clientName, rows: [{ text: 'All is well.', value: 7 }], none: null })

test.each([
  ['Acme ☕', ['☕'], 'Acme □'],
  ['شركة', ['ش', 'ر', 'ك', 'ة'], '□□□□'],
  ['漢字 GmbH', ['漢', '字'], '□□ GmbH'],
  ['Family 👩‍👩‍👧 Ltd', ['👩‍👩‍👧'], 'Family □ Ltd'],
])('%s: its signs are named, and each is printed as one box', (clientName, signs, printed) => {
  expect(unprintableOf(named(clientName))).toEqual([{ text: clientName, signs }])
  expect(asPrinted(named(clientName)).clientName).toBe(printed)
})

test.each(['Żółć GmbH', 'Ελληνικά – Кириллица', 'Việt Nam', 'Cafe\u0301', 'one\ntwo'])('%s is printed as it is', (clientName) => {
  expect(unprintableOf(named(clientName))).toEqual([])
  expect(asPrinted(named(clientName)).clientName).toBe(clientName.normalize('NFC'))
})

test('a file that is no such font is refused, not taken for one without letters', () => {
  expect(() => lettersOf(Buffer.alloc(64))).toThrow('no table cmap')
})
