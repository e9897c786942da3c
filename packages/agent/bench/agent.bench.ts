/** What the resident agent costs: the compiled program, 10 s interval, TLS to a local server, five minutes (or `--seconds N`). */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { requireOpenssl } from '@mainstay/testing'
import { type FakeServer, startFakeServer } from '../test/fake-server.ts'
import { policyOf, until } from '../test/scene.ts'
import { createTechnician } from '../test/technician.ts'

/** From the issue: MB are 10^6 bytes; private is memory that the kernel cannot give back by dropping file pages. */
const BUDGET = { rssMb: 45, privateMb: 8, cpuSeconds: 0.8, firstPayloadSeconds: 0.5 }

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } }, strict: false })
const seconds = Number(values.seconds)
const program = join(dirname(fileURLToPath(import.meta.url)), `../dist/${process.platform}-${process.arch}/mainstay-agent`)
if (!existsSync(program)) throw new Error('There is no built agent. Run: node packages/agent/build.ts')

fromDisk(program)
const folder = mkdtempSync(join(tmpdir(), 'mainstay-agent-bench-'))
try {
  const { server, token, deviceSecrets } = await tlsServer()
  const enrolled = run(server, ['--token', token])
  await until('the enrolment', () => server.batches.length > 0)
  const deviceId = [...server.devices.keys()][0] ?? ''
  server.envelopes.push(await deviceSecrets.sign({ deviceId, kind: 'policy', args: policyOf({ collection: { intervalSeconds: 10 } }) }))
  server.wake()
  await until('the policy', () => server.results.length > 0)
  // The inventory of the first run is out of the way, as on any machine that is enrolled already.
  await until('the inventory', () => server.inventories.length > 0)
  await stop(enrolled)

  server.batches.length = 0
  const started = Date.now()
  const agent = run(server, [])
  await until('the first payload', () => server.batches.length > 0)
  const firstPayloadSeconds = ((server.batches[0]?.receivedAt ?? 0) - started) / 1000
  const samples: ReturnType<typeof memoryOf>[] = []
  while (Date.now() - started < seconds * 1000) {
    await new Promise((resolve) => setTimeout(resolve, Math.min(5000, Math.max(100, started + seconds * 1000 - Date.now()))))
    samples.push(memoryOf(agent.pid))
  }
  const cpu = cpuOf(agent.pid)
  await stop(agent)
  const last = samples.at(-1)
  report({
    seconds,
    batches: server.batches.length,
    rssMb: last?.rss ?? 0,
    rssPeakMb: Math.max(...samples.map(({ rss }) => rss)),
    privatePeakMb: Math.max(...samples.map((sample) => sample.private)),
    pssMb: last?.pss ?? 0,
    cpuSeconds: cpu.own,
    cpuSecondsOfChildren: cpu.children,
    firstPayloadSeconds,
  })
  await server.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function tlsServer() {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  execFileSync(
    requireOpenssl().path,
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      cert,
      ...subject,
    ],
    {
      stdio: 'ignore',
    },
  )
  const technician = await createTechnician()
  const secrets = new Set<string>()
  const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  const server = await startFakeServer({ authority: technician.authority, head: technician.genesisHash, secrets, tls })
  const { text, secret } = await technician.token(server.key.publicKey)
  secrets.add(secret)
  return { server, token: text, deviceSecrets: technician }
}

function run(server: FakeServer, more: string[]) {
  const args = ['run', '--server', server.url, '--data', join(folder, 'data'), '--ca', join(folder, 'cert.pem'), ...more]
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', process.env.BENCH_LOG === undefined ? 'ignore' : 'inherit'] })
  return { child, pid: child.pid ?? 0 }
}

function stop({ child }: ReturnType<typeof run>): Promise<void> {
  return new Promise((resolve) => {
    child.on('close', () => resolve())
    child.kill('SIGTERM')
  })
}

/**
 * smaps_rollup in MB. Clean pages of the program's own file count as private when a single process maps them, although the kernel may drop
 * them at any time; so private is what is anonymous, with the dirty pages of files.
 */
function memoryOf(pid: number): { rss: number; private: number; pss: number; privateClean: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const mb = (field: string): number => (Number(new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024) / 1e6
  return { rss: mb('Rss'), private: mb('Private_Dirty'), pss: mb('Pss'), privateClean: mb('Private_Clean') }
}

/** Seconds of CPU so far (USER_HZ is 100), those of ended children apart. */
function cpuOf(pid: number): { own: number; children: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').map(Number) ?? []
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15)
  return { own: (utime + stime) / 100, children: (cutime + cstime) / 100 }
}

type Figures = {
  seconds: number
  batches: number
  rssMb: number
  rssPeakMb: number
  privatePeakMb: number
  pssMb: number
  cpuSeconds: number
  cpuSecondsOfChildren: number
  firstPayloadSeconds: number
}

/**
 * Drops the program from the page cache, as after a start of the machine. A file that was just written lies there in larger pieces, and the
 * kernel then maps more of it beside what is used: measured, five megabytes more of RSS that say nothing about the program.
 */
function fromDisk(path: string): void {
  execFileSync('sync', [path])
  execFileSync('dd', [`if=${path}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' })
}

function report(figures: Figures): void {
  line('agent, RSS, highest', figures.rssPeakMb, 'MB', BUDGET.rssMb)
  line('agent, RSS, at the end', figures.rssMb, 'MB')
  line('agent, private, highest', figures.privatePeakMb, 'MB', BUDGET.privateMb)
  line('agent, PSS, at the end', figures.pssMb, 'MB')
  // A shorter run is held to the whole budget all the same.
  line(`agent, CPU in ${figures.seconds} s`, figures.cpuSeconds, 's', BUDGET.cpuSeconds)
  line(`agent, CPU of its children in ${figures.seconds} s`, figures.cpuSecondsOfChildren, 's')
  line('agent, first payload after', figures.firstPayloadSeconds, 's', BUDGET.firstPayloadSeconds)
  line(`agent, batches received in ${figures.seconds} s`, figures.batches, '')
}

function line(name: string, value: number, unit: string, most?: number): void {
  const judged = most === undefined ? {} : { target: `<= ${most}`, met: value <= most }
  process.stdout.write(`${JSON.stringify({ name, value: Math.round(value * 1000) / 1000, unit, ...judged })}\n`)
}
