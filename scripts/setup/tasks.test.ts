import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './paths.mjs'
import { tasks } from './tasks.mjs'

test('every task runs a file that is there; one only installs packages, so that the bundled Node can take over', () => {
  const files = Object.entries(tasks).map(([name, { file }]) => [name, file === null || existsSync(join(root, file))])
  expect(files).toEqual(files.map(([name]) => [name, true]))
  expect(tasks['packages']).toMatchObject({ file: null })
  expect(tasks['packages']?.needs([])).toMatchObject({ packages: [], builds: 'none' })
})

test.each([
  [['serve'], true, 'fresh'],
  [['start', '--port', '0'], true, 'fresh'],
  [['try'], false, 'fresh'],
  [['prove'], false, 'if-missing'],
  [[], false, 'if-missing'],
])('%j: small while it waits is %s, and its builds are %s', (args, small, builds) => {
  expect((tasks['run']?.flags?.(args) ?? []).length > 0).toBe(small)
  expect(tasks['run']?.needs(args).builds).toBe(builds)
})
