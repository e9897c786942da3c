import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testsThatReach } from './reaching.ts'

const root = mkdtempSync(join(tmpdir(), 'mainstay-reaching-'))
afterAll(() => rmSync(root, { recursive: true }))
beforeAll(() => {
  const files = {
    'database.ts': '',
    'src/far.test.ts': "import { a } from './one.ts'",
    'src/one.ts': "export { a } from './two.ts'\nimport './far.test.ts'",
    'src/two.ts': "const db = await import('../database.ts')",
    'src/circle.test.ts': "import './a.ts'",
    'src/a.ts': "import { b } from './b.ts'",
    'src/b.ts': "import { a } from './a.ts'\nimport './two.ts'",
    'src/other.test.ts': "import { x } from './gone.ts'\nimport fs from 'node:fs'",
  }
  for (const [path, code] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), code)
  }
})

test('a test belongs when its imports lead there, however far and round about', () => {
  expect(testsThatReach(root, 'src/**/*.test.ts', 'database.ts')).toEqual(['src/circle.test.ts', 'src/far.test.ts'])
})

test('where nothing leads there, nothing is found', () => {
  expect(testsThatReach(root, 'src/**/*.test.ts', 'never.ts')).toEqual([])
})
