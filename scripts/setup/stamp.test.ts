import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hashOf, hashOfFiles, readStamp, writeStamp } from './stamp.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-stamp-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a stamp is read back as written, and is null before', () => {
  const file = join(folder, 'below', 'stamp')
  expect(readStamp(file)).toBeNull()
  writeStamp(file, 'abc')
  writeStamp(file, 'def')
  expect(readStamp(file)).toBe('def')
})

test('a hash tells where one part ends and the next begins', () => {
  expect(hashOf(['ab', 'c'])).not.toBe(hashOf(['a', 'bc']))
  expect(hashOf(['ab', 'c'])).toBe(hashOf(['ab', Buffer.from('c')]))
})

describe('the hash of sources', () => {
  const hash = () => hashOfFiles(folder, ['src', 'absent', 'one.json'])
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  beforeEach(() => {
    write('src/a.ts', 'a')
    write('one.json', '{}')
  })

  test.each([
    ['the content of a file', 'src/a.ts', 'b'],
    ['a new file, however deep', 'src/deep/er/b.ts', ''],
    ['a file named by itself', 'one.json', '[]'],
  ])('changes with %s', (_, name, text) => {
    const before = hash()
    write(name, text)
    expect(hash()).not.toBe(before)
  })

  test.each(['src/a.test.ts', 'src/node_modules/x/index.js', 'src/dist/app.js', 'elsewhere.ts'])('does not change with %s', (name) => {
    const before = hash()
    write(name, 'x')
    expect(hash()).toBe(before)
  })
})
