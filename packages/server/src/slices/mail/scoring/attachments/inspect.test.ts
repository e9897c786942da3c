import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inspect, newBudget } from './inspect.ts'
import { zipOf } from './zip-of.ts'

const eicar = Buffer.from('WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FSLVNUQU5EQVJELUFOVElWSVJVUy1URVNULUZJTEUhJEgrSCo=', 'base64')
const ole = (name: string) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500), Buffer.from(name, 'utf16le')])
const iso = Buffer.concat([Buffer.alloc(0x8001), Buffer.from('CD001'), Buffer.alloc(100)])
const nested = (depth: number, inner: Buffer): Buffer =>
  depth === 0 ? inner : zipOf([{ name: depth === 1 ? 'inner.exe' : 'a.zip', data: nested(depth - 1, inner) }])

test.each<[string, string, Buffer, string[]]>([
  ['a plain document', 'report.pdf', Buffer.from('%PDF-1.7\n1 0 obj\n'), []],
  ['a program by its bytes', 'report.pdf', Buffer.from('MZ\0\0'), ['name-lies', 'program']],
  ['a double ending', 'invoice.pdf.exe', Buffer.from('MZ\0\0'), ['double-ending', 'program']],
  ['a name turned round', 'invoice\u202efdp.exe', Buffer.from('MZ\0\0'), ['disguised-name', 'program']],
  ['an ending pushed out of sight', `invoice.pdf${' '.repeat(60)}.scr`, Buffer.from('x'), ['disguised-name', 'double-ending', 'program']],
  ['a shortcut', 'open.lnk', Buffer.from('4c0000000114020000000000c000000000000046', 'hex'), ['program', 'shortcut']],
  ['a disk image', 'scan.iso', iso, ['disk-image']],
  ['a disk image by its bytes', 'scan.dat', iso, ['disk-image']],
  ['OneNote', 'notes.one', Buffer.from('e4525c7b8cd8a74daeb15378d02996d3', 'hex'), ['onenote']],
  ['macros in an old document', 'list.xls', ole('_VBA_PROJECT'), ['macros']],
  ['an encrypted new document', 'list.xlsx', ole('EncryptedPackage'), ['encrypted-document']],
  [
    'macros in a new document',
    'list.xlsm',
    zipOf([
      { name: '[Content_Types].xml', data: Buffer.from('<x/>') },
      { name: 'xl/vbaProject.bin', data: Buffer.from('x') },
    ]),
    ['macros'],
  ],
  [
    'a program in an archive',
    'docs.zip',
    zipOf([
      { name: 'a.txt', data: Buffer.from('x') },
      { name: 'run.js', data: Buffer.from('x') },
    ]),
    ['program-in-archive'],
  ],
  [
    'a locked archive',
    'docs.zip',
    zipOf([{ name: 'run.exe', data: Buffer.from('x'), encrypted: true }]),
    ['encrypted-archive', 'program-in-archive'],
  ],
  [
    'an archive in an archive',
    'docs.zip',
    zipOf([{ name: 'b.zip', data: zipOf([{ name: 'c.txt', data: Buffer.from('x') }]) }]),
    ['archive-in-archive'],
  ],
  ['a program two archives deep', 'docs.zip', nested(2, Buffer.from('MZ')), ['archive-in-archive', 'program-in-archive']],
  ['archives too deep to open', 'docs.zip', nested(12, Buffer.from('MZ')), ['archive-in-archive', 'archive-too-deep']],
  ['a packed program', 'run.exe.gz', gzipSync(Buffer.from('MZ\0\0')), ['program-in-archive']],
  ['a bomb', 'docs.zip', zipOf([{ name: 'big.txt', data: Buffer.alloc(40_000_000) }]), ['archive-too-large']],
  ['a packed bomb', 'big.gz', gzipSync(Buffer.alloc(40_000_000)), ['archive-too-large']],
  ['an archive cut short', 'docs.zip', zipOf([{ name: 'a.txt', data: Buffer.from('x') }]).subarray(0, 20), ['archive-damaged']],
  [
    'a page that builds a file',
    'invoice.html',
    Buffer.from('<html><script>location=URL.createObjectURL(new Blob([atob("")]))</script>'),
    ['html-attachment', 'html-smuggling'],
  ],
  [
    'a page that asks for a password',
    'invoice.htm',
    Buffer.from('<form><input type="password">'),
    ['html-attachment', 'html-password-form'],
  ],
  ['a script in a PDF', 'a.pdf', Buffer.from('%PDF-1.4 /OpenAction << /S /JavaScript /JS (x) >>'), ['pdf-script']],
  ['an object in RTF', 'a.doc', Buffer.from('{\\rtf1{\\object\\objupdate}}'), ['rtf-object']],
  ['the test signature', 'a.txt', eicar, ['eicar']],
  ['the test signature in an archive', 'a.zip', zipOf([{ name: 'a.txt', data: eicar }]), ['eicar']],
])('%s', (_what, name, bytes, expected) => {
  expect(inspect(name, bytes, newBudget()).traits.toSorted()).toEqual(expected)
})

test('all attachments of a message share one budget', () => {
  const budget = newBudget()
  const bomb = zipOf([{ name: 'big.bin', data: Buffer.alloc(20_000_000) }])
  expect(inspect('a.zip', bomb, budget).traits).toEqual([])
  expect(inspect('b.zip', bomb, budget).traits).toEqual(['archive-too-large'])
})

test('an archive that names itself bigger than it is, and any other bytes, are looked at without an error', () => {
  const zip = zipOf([
    { name: 'a.txt', data: Buffer.from('hello') },
    { name: 'b.zip', data: zipOf([{ name: 'c', data: Buffer.from('x') }]) },
  ])
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { maxLength: 20 }), fc.nat(zip.length), (changes, length) => {
      const damaged = Buffer.from(zip)
      for (const [at, value] of changes) damaged[at] = value
      expect(Array.isArray(inspect('a.zip', damaged.subarray(0, length), newBudget()).traits)).toBe(true)
    }),
    { numRuns: 1000 },
  )
})
