import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { corpusFolder } from '../corpus.ts'
import { requireChromium, requireOpenssl, requirePoppler, requireRestic } from './index.ts'
import { requirePostgresql, requireProgram } from './peer.ts'

const folder = mkdtempSync(join(tmpdir(), 'mainstay-peers-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('every real peer is on this machine, by its absolute path', () => {
  const { toText, toPictures } = requirePoppler()
  for (const { path } of [requireRestic(), requireChromium(), requireOpenssl(), toText, toPictures]) expect(path).toMatch(/^\/.+/)
  expect(requirePostgresql().major).toBeGreaterThanOrEqual(15)
})

test('a missing program fails with the line that installs it', () => {
  expect(() => requireProgram('no-such-program', 'some-package')).toThrow(
    /^no-such-program is missing\. Run "npm test" as root, .* sudo apt-get install -y --no-install-recommends some-package$/,
  )
})

test('PostgreSQL is the oldest server that is new enough and whole', () => {
  const add = (path: string) => {
    mkdirSync(join(folder, 'postgresql', path), { recursive: true })
    writeFileSync(join(folder, 'postgresql', path, 'initdb'), '')
  }
  expect(() => requirePostgresql(join(folder, 'postgresql'))).toThrow(/PostgreSQL server, 15 or newer, is missing/)
  add('14/bin')
  mkdirSync(join(folder, 'postgresql', '16', 'bin'), { recursive: true })
  expect(() => requirePostgresql(join(folder, 'postgresql'))).toThrow(/is missing/)
  add('18/bin')
  add('17/bin')
  expect(requirePostgresql(join(folder, 'postgresql'))).toEqual({ binaries: join(folder, 'postgresql', '17', 'bin'), major: 17 })
})

test('a folder of the corpus is given only where there is one', () => {
  mkdirSync(join(folder, 'mail'))
  expect(corpusFolder('mail', { CORPUS_DIR: folder })).toBe(join(folder, 'mail'))
  expect(corpusFolder('other', { CORPUS_DIR: folder })).toBeNull()
  expect(corpusFolder('mail', {})).toBeNull()
})
