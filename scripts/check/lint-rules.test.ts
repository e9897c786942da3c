import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
let folder = ''
let output = ''

// One run over all seeds: what each must be blamed for stands beside it.
const seeds: Array<[string, string, string]> = [
  ['packages/server/src/cycle-a.ts', "import './cycle-b.ts'", 'import(no-cycle)'],
  ['packages/server/src/cycle-b.ts', "import './cycle-a.ts'", 'import(no-cycle)'],
  ['packages/server/src/any.ts', 'export const a: any = 1', 'typescript(no-explicit-any)'],
  ['packages/server/src/non-null.ts', 'export const f = (a: string | null) => a!.length', 'typescript(no-non-null-assertion)'],
  ['packages/server/src/floating.ts', 'const work = async () => 1\nwork()', 'typescript(no-floating-promises)'],
  ['packages/server/src/sort.ts', 'export const sorted = (a: number[]) => a.sort()', 'typescript(require-array-sort-compare)'],
  ['packages/server/src/object.ts', 'export const text = (a: object) => String(a)', 'typescript(no-base-to-string)'],
  ['packages/server/src/template.ts', 'export const text = (a: Buffer) => `${a}`', 'typescript(restrict-template-expressions)'],
  ['packages/server/src/print.ts', "console.log('x')", 'eslint(no-console)'],
  ['packages/server/src/shell.ts', "import { exec } from 'node:child_process'\nexec('ls')", 'eslint(no-restricted-imports)'],
  ['packages/agent/src/server.ts', "import '@mainstay/server'", 'eslint(no-restricted-imports)'],
  ['packages/console/src/node.ts', "import 'node:fs'", 'eslint(no-restricted-imports)'],
  ['packages/contract/src/envelope.ts', "import '@mainstay/envelope'", 'eslint(no-restricted-imports)'],
  ['packages/server/src/slices/devices/store.ts', "import '../clients/store.ts'", 'eslint(no-restricted-imports)'],
  ['packages/server/src/platform/http.ts', "import '../slices/clients/index.ts'", 'eslint(no-restricted-imports)'],
]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mainstay-lint-'))
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'tsconfig.base.json']) cpSync(join(root, name), join(folder, name))
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const fine = {
    'packages/server/src/slices/devices/fine.ts':
      "import '../clients/index.ts'\nimport '../../platform/log.ts'\nimport '@mainstay/contract'",
  }
  for (const [path, text] of [...seeds, ...Object.entries(fine)]) {
    mkdirSync(dirname(join(folder, path ?? '')), { recursive: true })
    writeFileSync(join(folder, path ?? ''), `${text}\n`)
  }
  const run = spawnSync(process.execPath, [join(root, 'node_modules', '.bin', 'oxlint'), '-f', 'unix'], { cwd: folder, encoding: 'utf8' })
  output = run.stdout + run.stderr
})

afterAll(() => rmSync(folder, { recursive: true }))

test.each(seeds)('%s with "%s" is blamed for %s', (path, _, rule) => {
  expect(output.split('\n').filter((line) => line.startsWith(`${path}:`) && line.includes(rule))).not.toEqual([])
})

test('an import that the walls allow is not blamed', () => {
  expect(output).not.toContain('fine.ts')
})
