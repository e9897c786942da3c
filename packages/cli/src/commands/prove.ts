/** `mainstay prove`: an extraction test of any restic repository, with the exit codes of a Nagios plugin. */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ProofLevel, ProofLevelSchema } from '@mainstay/contract/agent'
import { type ProofCheck, ProofChecksSchema, type ProofResult, readCheckLines } from '@mainstay/contract/recovery'
import { prove } from '@mainstay/server/prove'
import type { Command } from 'commander'
import { readablePath } from '../document.ts'
import type { Io } from '../io.ts'
import { jsonIn, manifestIn, textIn } from '../manifest-file.ts'
import { show, usage } from '../outcome.ts'

type Options = {
  repository: string
  passwordFile: string
  restorePoint: string
  level: string
  checks?: string
  check: string[]
  manifest?: string
  timeout: string
  bootTimeout?: string
  serviceTimeout?: string
  workDir?: string
  screenshots?: string
  memory?: string
  json?: boolean
}

const EXIT = { passed: 0, failed: 2, unknown: 3 } as const

export function registerProve(program: Command, io: Io): void {
  program
    .command('prove')
    .description('test that a restore point can really be brought back (exit 0 passed, 2 failed, 3 unknown)')
    .requiredOption('--repository <r>', 'a restic repository: a folder, rest:, sftp:, s3: …')
    .requiredOption('--password-file <file>', 'a file with its password')
    .option('--restore-point <id>', 'latest, or the first digits of an id', 'latest')
    .option('--level <level>', 'L0 structure, L1 every byte, L2 extracted and compared, L3 started, L4 its services answer', 'L2')
    .option('--checks <file>', 'checks as JSON')
    .option(
      '--check <line>',
      'one check, as "tcp 5432" or as JSON; may be given again',
      (line: string, lines: string[]) => [...lines, line],
      [],
    )
    .option('--manifest <file>', 'hashes recorded at backup time, JSON lines')
    .option('--timeout <time>', 'e.g. 90s, 10m, 2h', '10m')
    .option('--boot-timeout <time>', 'how long a started server may take to show that it is up')
    .option('--service-timeout <time>', 'how long its services may take from then on to answer the checks')
    .option('--work-dir <dir>', 'where it is extracted to')
    .option('--screenshots <dir>', "where the picture of a started server's screen is kept")
    .option('--memory <MiB>', 'memory of a started server')
    .option('--json', 'one JSON document on stdout')
    .action(async (options: Options) => {
      process.exitCode = await run(io, options)
    })
}

async function run(io: Io, options: Options): Promise<number> {
  const asked = ProofLevelSchema.safeParse(options.level)
  if (!asked.success) throw usage(`--level is one of L0 to L5, not ${options.level}`)
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const result = await prove({
    repository: options.repository,
    password: { kind: 'file', path: readablePath(options.passwordFile) },
    restorePoint: options.restorePoint,
    asked: asked.data as ProofLevel,
    manifest: options.manifest === undefined ? null : { entries: manifestIn(options.manifest), dropped: 0 },
    checks: [...(options.checks === undefined ? [] : checksIn(options.checks)), ...typedChecks(options.check)],
    timeoutSeconds: secondsIn(options.timeout, '--timeout'),
    ...(options.bootTimeout === undefined ? {} : { bootSeconds: secondsIn(options.bootTimeout, '--boot-timeout') }),
    ...(options.serviceTimeout === undefined ? {} : { serviceSeconds: secondsIn(options.serviceTimeout, '--service-timeout') }),
    workFolder: options.workDir ?? tmpdir(),
    receivedAt: null,
    ...(options.memory === undefined ? {} : { memoryMiB: memoryIn(options.memory) }),
    keepScreenshot: (png) => keepScreenshot(options.screenshots ?? screenshotFolder(io.env), png),
    signal: stopping.signal,
    onProgress: progressTo(io),
  })
  show(io, options.json, { json: result, text: describe(result) })
  return EXIT[result.verdict]
}

function describe(result: ProofResult): string {
  const point = result.restorePoint
  return [
    `${result.verdict.toUpperCase()}${result.level === null ? '' : ` ${result.level}`} (asked ${result.asked})${point === null ? '' : ` restore point ${point.id.slice(0, 8)} of ${point.takenAt}`}`,
    ...result.levels.map((one) => `  ${one.level}  ${one.verdict.padEnd(9)} ${one.seconds.toFixed(1).padStart(7)} s  ${one.evidence}`),
    ...result.checks.map((one) => `  check ${one.kind}: ${one.verdict}  ${one.evidence}`),
    ...result.reasons.map((one) => `  why: ${one.text} [${one.code}]`),
    ...(result.rtoSeconds === null ? [] : [`  recovered in ${result.rtoSeconds.toFixed(1)} s (RTO achieved)`]),
    ...(result.screenshot === null ? [] : [`  screen: ${result.screenshot}`]),
  ].join('\n')
}

/** By what is in it: the same picture is kept once. */
async function keepScreenshot(folder: string, png: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(resolve(folder), `${createHash('sha256').update(png).digest('hex')}.png`)
  await writeFile(path, png, { mode: 0o600 })
  return path
}

/** As the XDG base directory specification has it for what a program keeps between runs. */
function screenshotFolder({ XDG_STATE_HOME: state, HOME: home }: Io['env']): string {
  const base = state !== undefined && state !== '' ? state : home !== undefined && home !== '' ? join(home, '.local/state') : tmpdir()
  return join(base, 'mainstay', 'screenshots')
}

function memoryIn(text: string): number {
  const mebibytes = Number(text)
  if (!Number.isInteger(mebibytes) || mebibytes < 256 || mebibytes > 1024 * 1024)
    throw usage(`--memory is a number of MiB from 256 on, not ${text}`)
  return mebibytes
}

/** At a terminal, one line that is written over; elsewhere silence. */
function progressTo(io: Io): (step: string, done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => {}
  const started = Date.now()
  return (step, done, total) => {
    const share = total === 0 ? 0 : done / total
    const left = share > 0.02 ? `, about ${Math.ceil(((Date.now() - started) * (1 - share)) / share / 1000)} s left` : ''
    io.err(`\r\x1b[K${step}: ${Math.round(share * 100)} %${left}${share >= 1 ? '\n' : ''}`)
  }
}

function secondsIn(text: string, option: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(s|m|h)?$/.exec(text) ?? []
  const seconds = Number(number) * { s: 1, m: 60, h: 3600 }[(unit ?? 's') as 's' | 'm' | 'h']
  if (!(seconds > 0 && seconds <= 7 * 24 * 3600)) throw usage(`${option} is a time like 90s, 10m or 2h, not ${text}`)
  return seconds
}

function checksIn(path: string): ProofCheck[] {
  const parsed = ProofChecksSchema.safeParse(jsonIn(path, textIn(path)))
  if (!parsed.success)
    throw usage(`${path} is not a list of checks: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`)
  return parsed.data
}

function typedChecks(lines: readonly string[]): ProofCheck[] {
  const read = readCheckLines(lines.join('\n'))
  if ('problem' in read) throw usage(read.problem)
  return read.checks
}
