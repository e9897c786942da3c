import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contain, openContained, splitContained } from './contain.ts'

let base: string
let root: string

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'contain-'))
  root = join(base, 'root')
  mkdirSync(join(root, 'srv/data'), { recursive: true })
  writeFileSync(join(root, 'srv/data/orders.csv'), 'a,b\n')
  mkdirSync(join(base, 'outside'))
  writeFileSync(join(base, 'outside/secret'), 'secret')
  symlinkSync(join(base, 'outside'), join(root, 'srv/link'))
  symlinkSync('../../outside', join(root, 'srv/relative-link'))
  symlinkSync('data', join(root, 'srv/inside-link'))
  symlinkSync(join(base, 'outside/secret'), join(root, 'srv/file-link'))
  symlinkSync('loop', join(root, 'loop'))
  execFileSync('mkfifo', [join(root, 'srv/pipe')])
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

test.each([
  ['', 'empty'],
  ['/etc/passwd', 'absolute'],
  ['//etc/passwd', 'absolute'],
  ['..', 'parent'],
  ['../outside/secret', 'parent'],
  ['srv/../../outside/secret', 'parent'],
  ['srv/data/..', 'parent'],
  ['srv//data', 'empty'],
  ['srv/data/', 'empty'],
  ['./srv', 'empty'],
  ['srv/./data', 'empty'],
  ['srv/data\0/../../../etc/passwd', 'nul'],
  [`srv/${'a'.repeat(256)}`, 'too-long'],
  ['a/'.repeat(2100) + 'b', 'too-long'],
])('a name from an archive such as %j is refused as %s', (path, reason) => {
  expect(splitContained(path)).toMatchObject({ ok: false, reason })
})

test.each(['..\\..\\windows\\win.ini', 'C:\\x', 'c:x', 'file.txt:stream', 'con ', 'name.'])('on Windows %j is refused', (path) => {
  expect(splitContained(path, 'win32')).toMatchObject({ ok: false, reason: 'not-portable' })
  expect(splitContained(path, 'linux')).toEqual({ ok: true, components: [path] })
})

test('ordinary names pass, also with dots, spaces and other scripts', () => {
  expect(splitContained('srv/..data/a b/…/日本.txt')).toEqual({ ok: true, components: ['srv', '..data', 'a b', '…', '日本.txt'] })
})

test('whatever text is given, what passes joins to a path below the root', () => {
  const piece = fc.oneof(fc.constantFrom('..', '.', '', '/', '\0', 'a', '\\'), fc.string({ maxLength: 5 }))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join('/')
      const split = splitContained(text, 'linux')
      if (split.ok) expect(join('/root', text)).toBe(`/root/${split.components.join('/')}`)
    }),
  )
})

test.each(['srv/link/secret', 'srv/relative-link/secret', 'srv/inside-link/orders.csv', 'loop/x'])(
  '%s goes through a linked folder and is refused, wherever the link leads',
  async (path) => {
    expect(await contain(root, path)).toMatchObject({ ok: false, reason: 'symlinked-parent' })
    expect(await openContained(root, path)).toMatchObject({ ok: false, reason: 'symlinked-parent' })
  },
)

test('a regular file opens with its size', async () => {
  const file = await openContained(root, 'srv/data/orders.csv')
  if (!file.ok) throw new Error(file.reason)
  expect(file.size).toBe(4)
  expect((await file.handle.readFile()).toString()).toBe('a,b\n')
  await file.handle.close()
})

test.each([
  ['srv/file-link', 'symlink'],
  ['srv/pipe', 'not-a-file'],
  ['srv/data', 'not-a-file'],
  ['srv/nothing', 'missing'],
  ['srv/data/orders.csv/below', 'missing'],
])('%s does not open: %s', async (path, reason) => {
  expect(await openContained(root, path)).toMatchObject({ ok: false, reason })
})

test('the root itself may be reached through a link', async () => {
  symlinkSync(root, join(base, 'alias'))
  expect(await contain(join(base, 'alias'), 'srv/data/orders.csv')).toEqual({ ok: true, path: join(root, 'srv/data/orders.csv') })
})
