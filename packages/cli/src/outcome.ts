/** How a command ends: one JSON document or lines for people on stdout, one line on stderr when it fails, and the exit code. */
import { AppError } from '@mainstay/kernel'
import { CommanderError } from 'commander'
import type { Io } from './io.ts'

/** EX_USAGE of sysexits.h: the arguments were wrong. */
const EXIT_USAGE = 64
/** EX_DATAERR: the document was wrong. */
const EXIT_DATA = 65
/** EX_CONFIG: what the server ends with when it cannot start as it was told. */
const EXIT_CONFIG = 78
const DATA_ERRORS: ReadonlySet<string> = new Set([
  'cli.not-json',
  'cli.csv',
  'servicedesk.sla-rule',
  'agreements.outage-rule',
  'recovery.yara.rules',
  'mail.model-unreadable',
  'mail.model-version',
  'mail.training',
])

export type Shown = { json: unknown; text: string }

export function show(io: Io, asJson: boolean | undefined, { json, text }: Shown): void {
  io.out(asJson ? `${JSON.stringify(json)}\n` : text === '' || text.endsWith('\n') ? text : `${text}\n`)
}

/** The exit code for what a command threw; says it in one line on stderr, and as JSON on stdout where JSON was asked for. */
export function fail(io: Io, error: unknown, asJson: boolean): number {
  // commander prints help, version and its own complaints itself
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE
  if (error instanceof Unfinished) {
    io.err(`mainstay: ${error.message}\n`)
    return 1
  }
  if (isSystemError(error)) return fail(io, new AppError('cli.system', { detail: error.message }), asJson)
  if (!(error instanceof AppError)) throw error
  if (asJson) io.out(`${JSON.stringify({ error: { code: error.code, title: error.message, data: error.data } })}\n`)
  // A server that refuses to start has said why itself, on the same stderr.
  if (!(error.code === 'cli.server-start' && error.data['code'] === EXIT_CONFIG)) io.err(`mainstay: ${error.message}\n`)
  return error.code === 'cli.usage' ? EXIT_USAGE : DATA_ERRORS.has(error.code) ? EXIT_DATA : 1
}

/** A command that has shown its answer already, and still did not do all that was asked. */
export class Unfinished extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Unfinished'
  }
}

/** A file that is not there, a full disk: the system says it well enough. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error
}

export function usage(detail: string): AppError {
  return new AppError('cli.usage', { detail })
}
