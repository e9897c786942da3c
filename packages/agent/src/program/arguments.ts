/** Reads the command line of `mainstay-agent`. */
import { parseArgs } from 'node:util'
import { AppError } from '@mainstay/kernel'
import type { StreamSource } from '../backup/stream.ts'
import type { JobName } from '../runtime/jobs.ts'

export type RunArguments = {
  data: string | undefined
  server: string | undefined
  token: string | undefined
  ca: string | undefined
  supervise: boolean
}

export type Command =
  | { kind: 'run'; run: RunArguments }
  | { kind: 'collect' }
  | { kind: 'job'; name: JobName }
  /** What restic runs of this program while it backs up a disk or a dump. */
  | { kind: 'stream'; note: string; source: StreamSource }
  | { kind: 'unit'; data: string | undefined }
  | { kind: 'version' }
  | { kind: 'help' }

export const USAGE = `mainstay-agent: watches and protects this machine for a Mainstay server.

  mainstay-agent run [--server URL] [--token T] [--data DIR] [--ca FILE] [--supervise]
      Enrols if this machine is new (needs --server and --token), then runs. The token may also come in MAINSTAY_TOKEN.
      --ca FILE     trust this certificate authority (PEM) beside the system's
      --supervise   stay as a small parent that starts the agent again when it ends; not needed under systemd
  mainstay-agent collect --once --json
      One collection, as JSON on standard output.
  mainstay-agent install --print-unit [--data DIR]
      Prints a unit file for systemd.
  mainstay-agent --version
`

const JOBS: readonly string[] = ['envelopes', 'inventory', 'backup'] satisfies JobName[]

/** Throws `agent.usage` with one line that says what is wrong. */
export function parseCommand(args: string[]): Command {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return { kind: 'help' }
  if (name === '--version' || name === '-V' || name === 'version') return { kind: 'version' }
  if (name === 'stream') return parseStream(rest)
  if (rest.includes('--help')) return { kind: 'help' }
  if (name === 'run') return parseRun(rest)
  if (name === 'collect') {
    const { once, json } = options(rest, { once: { type: 'boolean' }, json: { type: 'boolean' } })
    if (once !== true || json !== true) throw usage('collect needs --once and --json')
    return { kind: 'collect' }
  }
  if (name === 'install') {
    const { 'print-unit': print, data } = options(rest, { 'print-unit': { type: 'boolean' }, data: { type: 'string' } })
    if (print !== true) throw usage('install needs --print-unit: it prints the unit, and you put it in its place')
    return { kind: 'unit', data: textOf(data) }
  }
  const job = rest[0]
  if (name === 'job' && rest.length === 1 && isJob(job)) return { kind: 'job', name: job }
  throw usage(`there is no command "${name.slice(0, 80)}"; see mainstay-agent --help`)
}

/** Options among the last words are those of the program that is run. */
function parseStream([note = '', kind = '', ...what]: string[]): Command {
  const [path = ''] = what
  if (note !== '' && kind === 'read' && path !== '' && what.length === 1) return { kind: 'stream', note, source: { kind, path } }
  if (note !== '' && kind === 'run' && path !== '') return { kind: 'stream', note, source: { kind, command: what } }
  throw usage('stream is for the backup alone')
}

function parseRun(args: string[]): Command {
  const text = { type: 'string' } as const
  const { server, token, data, ca, supervise } = options(args, {
    server: text,
    token: text,
    data: text,
    ca: text,
    supervise: { type: 'boolean' },
  })
  return {
    kind: 'run',
    run: { server: textOf(server), token: textOf(token), data: textOf(data), ca: textOf(ca), supervise: supervise === true },
  }
}

type Options = Record<string, { type: 'string' } | { type: 'boolean' }>

function options(args: string[], known: Options): Record<string, unknown> {
  try {
    return parseArgs({ args, options: known, strict: true }).values
  } catch (error) {
    throw usage(error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'the arguments cannot be read')
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isJob(name: string | undefined): name is JobName {
  return name !== undefined && JOBS.includes(name)
}

function usage(detail: string): AppError {
  return new AppError('agent.usage', { detail })
}
