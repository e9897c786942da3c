/** The program `mainstay-agent`: enrols if it is new, then watches and protects this machine until it is told to stop. */
import { parseArgs } from 'node:util'
import { AppError } from '@mainstay/kernel'
import { collectOnce } from './collectors/collection.ts'
import { startResident } from './runtime/agent.ts'
import { createBackoff } from './runtime/backoff.ts'
import { enrol } from './runtime/enrol.ts'
import { defaultDataFolder, filesIn } from './runtime/files.ts'
import { type Identity, loadIdentity } from './runtime/identity.ts'
import { takeLock } from './runtime/lock.ts'
import { createLog, reasonOf } from './runtime/log.ts'
import { pause } from './runtime/pause.ts'
import { thisProgram } from './runtime/program.ts'
import { createServer, serverAddress } from './runtime/server.ts'
import { AGENT_VERSION } from './runtime/version.ts'

const USAGE = `mainstay-agent ${AGENT_VERSION}
  run --server URL [--token T] [--data DIR]   enrol if new, then run
  collect --once --json                       one collection of this machine's figures
  --version
`
/** sysexits.h: wrong arguments; no permission, here: the server does not take this machine. */
const EX_USAGE = 64
const EX_NOPERM = 77

export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === 'run') return run(rest)
  if (command === 'collect') return collect(rest)
  if (command === 'job') return job(rest[0])
  if (command === '--version') return say(`${AGENT_VERSION}\n`)
  process.stderr.write(command === undefined || command === '--help' ? USAGE : `mainstay-agent: there is no command ${command}\n${USAGE}`)
  return command === '--help' ? 0 : EX_USAGE
}

async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { server: { type: 'string' }, token: { type: 'string' }, data: { type: 'string' } } })
  const log = createLog()
  const data = values.data ?? defaultDataFolder(process.env, process.getuid?.())
  const files = filesIn(data)
  const release = takeLock(files.lock)
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort())
  try {
    const known = loadIdentity(files.identity)
    const address = serverAddress(values.server ?? known?.server ?? '')
    if (address === null) throw new AppError('agent.usage', { detail: '--server takes an https address, or http on this machine' })
    const identity = known ?? (await firstEnrolment(address, values.token, files, log, stopping.signal))
    const resident = await startResident({ identity, server: address, data, log, program: thisProgram() })
    await aborted(stopping.signal)
    await resident.stop()
    return 0
  } finally {
    release()
  }
}

async function firstEnrolment(
  address: string,
  token: string | undefined,
  files: ReturnType<typeof filesIn>,
  log: ReturnType<typeof createLog>,
  signal: AbortSignal,
): Promise<Identity> {
  if (token === undefined) throw new AppError('agent.usage', { detail: 'this machine is not enrolled yet: give --token' })
  const server = createServer(address, AGENT_VERSION)
  return enrol({ server, token, files, log, backoff: createBackoff(), wait: (ms) => pause(ms, signal) })
}

async function collect(args: string[]): Promise<number> {
  if (!args.includes('--once') || !args.includes('--json')) {
    process.stderr.write('mainstay-agent: collect takes --once --json\n')
    return EX_USAGE
  }
  return say(`${JSON.stringify(await collectOnce())}\n`)
}

/** Loaded on demand: the resident process never holds the schemas and the readers of the jobs. */
async function job(name: string | undefined): Promise<number> {
  const { runChild } = await import('./jobs/child.ts')
  if (name === 'envelopes') return runChild((await import('./jobs/envelopes.ts')).envelopesJob)
  if (name === 'inventory') return runChild((await import('./jobs/inventory.ts')).inventoryJob)
  if (name === 'backup') return runChild((await import('./jobs/backup.ts')).backupJob)
  return EX_USAGE
}

function say(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(0)))
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })))
}

async function guarded(): Promise<number> {
  try {
    return await main(process.argv.slice(2))
  } catch (error) {
    process.stderr.write(`mainstay-agent: ${reasonOf(error)}\n`)
    if (!(error instanceof AppError)) return 1
    if (error.code === 'agent.usage') return EX_USAGE
    return error.code === 'agent.enrolment-refused' || error.code === 'agent.server-not-trusted' ? EX_NOPERM : 1
  }
}

// No await at the top: Bun's bytecode has none.
if (import.meta.main) void guarded().then((code) => process.exit(code))
