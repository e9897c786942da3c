import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { architectureViolations } from './violations.ts'

test('this repository keeps its own architecture', () => {
  expect(architectureViolations(join(import.meta.dirname, '..', '..'))).toEqual([])
})

describe('a repository with', () => {
  let root = ''
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mainstay-architecture-'))
    execFileSync('git', ['init', '-q'], { cwd: root })
    write(clean)
  })
  afterEach(() => rmSync(root, { recursive: true }))

  test('nothing wrong has no violation', () => {
    expect(architectureViolations(root)).toEqual([])
  })

  test.each<[string, string, Record<string, string>]>([
    ['an agent that imports the server', 'package-graph', { 'packages/agent/src/main.ts': "import '@mainstay/server'" }],
    [
      'a console that imports the envelope',
      'package-graph',
      { 'packages/console/src/app.tsx': "import { sign } from '@mainstay/envelope'" },
    ],
    ['a kernel that imports the contract', 'package-graph', { 'packages/kernel/src/a.ts': "export * from '@mainstay/contract'" }],
    [
      'a dynamic import across the graph',
      'package-graph',
      { 'packages/agent/src/late.ts': "export const late = () => import('@mainstay/cli')" },
    ],
    ['sources that use the testing package', 'package-graph', { 'packages/server/src/platform/a.ts': "import '@mainstay/testing'" }],
    ['a package that nobody has given a place', 'package-graph', { 'packages/extra/src/index.ts': "import '@mainstay/kernel'" }],
    ['a relative path into another package', 'package-walls', { 'packages/agent/src/a.ts': "import '../../kernel/src/index.ts'" }],
    ['Node in what runs in browsers', 'browser-safe', { 'packages/contract/src/a.ts': "import { readFileSync } from 'node:fs'" }],
    ["a look into another slice's files", 'slice-index', slice('devices', { 'views.ts': "import { save } from '../clients/store.ts'" })],
    [
      'a test apart that looks into another slice',
      'slice-index',
      { 'packages/server/test/devices/a.test.ts': "import '../../src/slices/clients/store.ts'" },
    ],
    ['a slice that imports a later one', 'slice-order', slice('clients', { 'service.ts': "import '../devices/index.ts'" })],
    ['a type of a later slice', 'slice-order', slice('clients', { 'service.ts': "import type { Device } from '../devices/index.ts'" })],
    ['a platform that knows a slice', 'platform-below', { 'packages/server/src/platform/http.ts': "import '../slices/clients/index.ts'" }],
    ['a second composition root', 'one-composition', { 'packages/server/src/other.ts': "import './slices/clients/index.ts'" }],
    ['a domain that reads files', 'pure-domain', slice('clients', { 'domain.ts': "import { readFile } from 'node:fs/promises'" })],
    [
      'a domain that reaches the database by its store',
      'pure-domain',
      slice('clients', { 'domain.ts': "import { load } from './store.ts'", 'store.ts': "import pg from 'pg'\nexport const load = pg" }),
    ],
    ['a domain folder that does I/O', 'pure-domain', slice('clients', { 'domain/rule.ts': "import 'node:http'" })],
    [
      'a slice without README',
      'slice-shape',
      { 'packages/server/src/slices/mail/domain.ts': '', 'packages/server/src/slices/mail/index.ts': '' },
    ],
    [
      'a slice without a domain',
      'slice-shape',
      { 'packages/server/src/slices/mail/README.md': '', 'packages/server/src/slices/mail/index.ts': '' },
    ],
    ['a slice of an unknown name', 'slice-shape', slice('gadgets', {})],
    [
      'a migration that calls the application',
      'migration-alone',
      { [`${migrations}/20261124t0930-a.ts`]: "import { money } from '@mainstay/kernel'" },
    ],
    [
      'a migration that uses code beside its folder',
      'migration-alone',
      { [`${migrations}/20261124t0930-a.ts`]: "import '../src/database.ts'" },
    ],
    ["a slice that inserts into another's table", 'table-owner', slice('devices', { 'store.ts': "db.insertInto('clients_client')" })],
    ["a slice that updates another's table", 'table-owner', slice('devices', { 'store.ts': "db.updateTable('clients_client')" })],
    [
      "a slice that deletes from another's table in SQL",
      'table-owner',
      slice('devices', { 'store.ts': 'const q = sql`delete\n from clients_client where id = ${id}`' }),
    ],
    ['SQL in a string', 'table-owner', slice('devices', { 'store.ts': "pool.query('UPDATE only clients_client AS c SET name = $1')" })],
    [
      "a platform that writes a slice's table",
      'table-owner',
      { 'packages/server/src/platform/a.ts': 'sql`insert into clients_client values (1)`' },
    ],
    ['a slice whose table lacks its name', 'table-owner', slice('devices', { 'store.ts': "db.insertInto('device')" })],
  ])('%s breaks the rule %s', (_, rule, files) => {
    write(files)
    expect(architectureViolations(root).map((violation) => violation.rule)).toEqual([rule])
  })

  test.each<[string, Record<string, string>]>([
    ['an earlier slice imported by its index', slice('devices', { 'service.ts': "import '../clients/index.ts'" })],
    [
      'a domain that names a type of its ports',
      slice('clients', {
        'domain.ts': "import type { Load } from './ports.ts'",
        'ports.ts': "import pg from 'pg'\nexport type Load = pg.Pool",
      }),
    ],
    [
      'a test that uses Node and the testing package',
      { 'packages/contract/src/a.test.ts': "import 'node:fs'\nimport '@mainstay/testing'" },
    ],
    [
      'a test apart that looks into its own slice',
      { 'packages/server/test/clients/a.test.ts': "import '../../src/slices/clients/store.ts'" },
    ],
    [
      'a test apart of the whole',
      { 'packages/server/test/walk/a.test.ts': "import '../../src/slices/clients/index.ts'\nimport '../clients/people.ts'" },
    ],
    ['a composition folder', { 'packages/server/src/composition/web.ts': "import '../slices/clients/index.ts'" }],
    ['an entry that package.json exports', { 'packages/server/src/prove.ts': "export * from './slices/clients/index.ts'" }],
    [
      "a slice that writes its own tables and reads another's",
      slice('devices', { 'store.ts': "db.insertInto('devices_device'); db.selectFrom('clients_client')" }),
    ],
    [
      'the words of SQL in a remark or a message',
      slice('devices', { 'store.ts': "// update clients_client set\nconst text = 'update the client, then set it'" }),
    ],
    [
      'a list of migrations in their index',
      {
        [`${migrations}/index.ts`]: "export * from './20261124t0930-a.ts'",
        [`${migrations}/20261124t0930-a.ts`]: "import { sql } from 'kysely'",
      },
    ],
  ])('%s keeps the rules', (_, files) => {
    write(files)
    expect(architectureViolations(root)).toEqual([])
  })

  test('a file that cannot be parsed is an error that names it', () => {
    write({ 'packages/kernel/src/broken.ts': 'export const = 1' })
    expect(() => architectureViolations(root)).toThrow(/packages\/kernel\/src\/broken\.ts cannot be parsed/)
  })

  function write(files: Record<string, string>) {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
  }
})

const migrations = 'packages/server/migrations'

const clean = {
  'packages/server/package.json': JSON.stringify({ exports: { './prove': './src/prove.ts' } }),
  'packages/server/src/main.ts': "import './slices/clients/index.ts'",
  'packages/kernel/src/index.ts': 'export {}',
  ...slice('clients', { 'store.ts': 'sql`insert into clients_client values (1)`' }),
}

/** A slice in the right shape, with these files added or put in place of its own. */
function slice(name: string, files: Record<string, string>): Record<string, string> {
  const whole = { 'README.md': '', 'domain.ts': "import '@mainstay/kernel'", 'index.ts': '', ...files }
  return Object.fromEntries(Object.entries(whole).map(([file, text]) => [`packages/server/src/slices/${name}/${file}`, text]))
}
