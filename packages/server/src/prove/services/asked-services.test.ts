/** SQL, plugins and typed commands, against the real database, the real plugins and a played console. */
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { requireNagiosPlugins } from '@mainstay/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Postgres15, startPostgres15 } from '../../../test/postgres-15.ts'
import { standIn } from '../../../test/sandbox/stand-in.ts'
import { runService, type ServiceCheck } from './run-services.ts'

let database: Postgres15
let web: Server
let webPort: number
let silent: Server
beforeAll(async () => {
  requireNagiosPlugins()
  database = await startPostgres15({ durable: false })
  web = createServer((request, response) => {
    response.statusCode = request.url === '/gone' ? 404 : 200
    response.end('42 orders')
  })
  silent = createTcpServer((socket) => socket.on('error', () => {}))
  for (const server of [web, silent]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  webPort = (web.address() as AddressInfo).port
}, 60_000)
afterAll(async () => {
  await database.stop()
  web.close()
  silent.close()
})

const run = (machine: ReturnType<typeof standIn>, check: ServiceCheck, ms = 700) => runService(machine, check, AbortSignal.timeout(ms))
const sql = (query: string, change: object = {}): ServiceCheck => ({
  kind: 'sql',
  engine: 'postgres',
  query,
  min: 3,
  user: database.user,
  password: database.password,
  database: 'postgres',
  ...change,
})

test.each<[string, 'passed' | 'failed', string]>([
  ['select count(*) from (values (1),(2),(3)) orders;', 'passed', 'the query gave 3'],
  ["select '4.5'::numeric union all select 1", 'passed', 'the query gave 4.5'],
  ['select 2', 'failed', 'the query gave 2, at least 3 was asked'],
  ['select 5 where false', 'failed', 'the query gave no row'],
  ["select 'many'", 'failed', 'the query gave many, which is no number'],
  ['select count(*) from orders', 'failed', 'relation "orders" does not exist'],
  [
    "select count(*) from pg_catalog.set_config('default_transaction_read_only','off',false), lateral (select 9) x; drop table pg_class",
    'failed',
    'PostgreSQL on port 5432',
  ],
])('over the network, %s: %s', async (query, verdict, evidence) => {
  const { result, reasons } = await run(standIn({ ports: { 5432: database.port } }), sql(query))
  expect(result.verdict).toBe(verdict)
  expect(result.evidence).toContain(evidence)
  expect(JSON.stringify([result, reasons])).not.toContain(database.password)
})

test('nothing is written, a wrong password is said, and what never answers is given up', async () => {
  const machine = standIn({ ports: { 5432: database.port } })
  expect((await run(machine, sql('select 3) a; create table leak(n int); select 3 from (select 1'))).result.evidence).toContain(
    'CREATE TABLE in a read-only transaction',
  )
  const wrong = await run(machine, sql('select 3', { password: 'another' }))
  expect(wrong.result).toMatchObject({ verdict: 'failed', evidence: expect.stringContaining('password authentication failed') })
  const without = await run(standIn(), sql('select 3'))
  expect(without.result.evidence).toBe('port 5432 is not forwarded')
})

test('a server that answers without end is cut off', async () => {
  const flood = createTcpServer((socket) => {
    socket.on('error', () => {})
    const more = (): void => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 'N'))) continue
    }
    socket.on('drain', more)
    more()
  })
  await new Promise<void>((resolve) => flood.listen(0, '127.0.0.1', () => resolve()))
  const { result } = await run(standIn({ ports: { 5432: (flood.address() as AddressInfo).port } }), sql('select 3'))
  expect(result.verdict).toBe('failed')
  flood.close()
})

test.each<[string[], object, 'passed' | 'failed' | 'unknown', string]>([
  [['check_http', '-H', '{host}', '-p', '{port:80}', '-s', '42 orders'], {}, 'passed', 'check_http: HTTP OK: HTTP/1.1 200 OK'],
  [['check_http', '-H', '{host}', '-p', '{port:80}', '-u', '/gone'], {}, 'failed', 'check_http: HTTP WARNING: HTTP/1.1 404 Not Found'],
  [['check_http', '-H', '{host}', '-p', '{port:80}', '-u', '/gone'], { warningPasses: true }, 'passed', 'HTTP WARNING'],
  [['check_http', '-H', '{host}', '-p', '{port:80}', '-s', '43 orders'], {}, 'failed', 'check_http: HTTP CRITICAL'],
  [['check_dummy', '3', 'who knows'], {}, 'unknown', 'check_dummy: UNKNOWN: who knows'],
  [['check_nothing'], {}, 'unknown', 'the plugin check_nothing is not on this machine: apt-get install -y monitoring-plugins-basic'],
  [['check_tcp', '-H', '{host}', '-p', '{port:81}'], {}, 'failed', 'port 81 is not forwarded'],
])('the plugin %j %j: %s', async (command, change, verdict, evidence) => {
  const check = { kind: 'plugin', command, ...change } as ServiceCheck
  const { result, reasons } = await run(standIn({ ports: { 80: webPort } }), check, 900)
  expect([result.verdict, result.evidence]).toEqual([verdict, expect.stringContaining(evidence)])
  expect(reasons.map(({ code }) => code)).toEqual(
    { passed: [], failed: ['recovery.check.failed'], unknown: ['recovery.check.unknown'] }[verdict],
  )
})

/** A console that asks for a login, then plays a shell. */
function shell(answers: Record<string, [code: number, output: string]>, password = 'secret') {
  let state: 'login' | 'password' | 'shell' = 'login'
  return standIn({
    answer: (typed) => {
      const text = typed.replace(/\n$/, '')
      if (state === 'login') {
        if (text === '') return '\r\nserver login: '
        state = 'password'
        return `${text}\r\nPassword: `
      }
      if (state === 'password') {
        state = text === password ? 'shell' : 'login'
        return state === 'shell' ? '\r\n# ' : '\r\nLogin incorrect\r\nserver login: '
      }
      if (text === '') return '\r\n# '
      const [, mark = '', command = ''] = /^echo "begin-""(\w+)"; (.*); echo /.exec(text) ?? []
      const [code, output] = answers[command] ?? [127, 'not found']
      return `${text}\r\nbegin-${mark}\r\n${output}\r\nend-${mark}-${code}\r\n# `
    },
  })
}
const login = { user: 'root', password: 'secret' }

test.each<[object, 'passed' | 'failed', string]>([
  [{ command: 'systemctl is-active app', login }, 'passed', 'the command ended with 0: active'],
  [{ command: 'grep -c x', login, code: 1 }, 'passed', 'the command ended with 1: 0'],
  [
    { command: 'systemctl is-active app', login, contains: 'inactive' },
    'failed',
    'the command ended with 0 without the expected text: active',
  ],
  [{ command: 'app --selftest', login }, 'failed', 'the command ended with 2, not 0: no database'],
  [{ command: 'true' }, 'failed', 'the console asks for a login, and the check names none'],
  [{ command: 'true', login: { user: 'root', password: 'wrong' } }, 'failed', 'the login was refused'],
])('a command on the console %j: %s', async (change, verdict, evidence) => {
  const machine = shell({ 'systemctl is-active app': [0, 'active'], 'grep -c x': [1, '0'], 'app --selftest': [2, 'no database'] })
  const { result } = await run(machine, { kind: 'command', ...change } as ServiceCheck, 400)
  expect([result.verdict, result.evidence]).toEqual([verdict, evidence])
})

test('a query on the console is typed as one line of the server’s own psql, and who is logged in stays so', async () => {
  const line = `runuser -u postgres -- psql --no-psqlrc --tuples-only --no-align --dbname=app '--command=select count(*) from orders where name = '\\''x'\\'''`
  const machine = shell({ [line]: [0, '42'] })
  const query = "select count(*)\n from orders where name = 'x'"
  const check = sql(query, { login, database: 'app', user: undefined })
  expect((await run(machine, check)).result).toMatchObject({ verdict: 'passed', evidence: 'the query gave 42' })
  expect((await run(machine, check)).result.verdict).toBe('passed')
  expect(machine.typed.filter((typed) => typed === 'root\n')).toHaveLength(1)
})
