/** `mainstay recover`: brings files, a database's dump or a whole disk back for real (docs/adr/0152). */
import { tmpdir } from 'node:os'
import { ImageFormatSchema, type RecoverProgress, type RecoverResult } from '@mainstay/contract/recovery'
import { recover, type RecoverOptions } from '@mainstay/server/recover'
import type { Command } from 'commander'
import { readablePath } from '../document.ts'
import type { Io } from '../io.ts'
import { manifestIn } from '../manifest-file.ts'
import { show, usage } from '../outcome.ts'
import { stopSignals } from '../processes/stop-signals.ts'

type Options = {
  repository: string
  passwordFile: string
  restorePoint: string
  to: string
  overwrite?: boolean
  manifest?: string
  workDir?: string
  disk?: string
  format?: string
  dump?: string
  json?: boolean
}

const EXIT: Record<RecoverResult['outcome'], number> = { done: 0, partial: 2, failed: 2, stopped: 3 }
const LIST = '0 all is there and was read again, 2 not all came back, 3 stopped: the same command goes on'

export function registerRecover(program: Command, io: Io): void {
  const whole = program.command('recover').description('bring files, a dump of a database or a whole disk back from a restic repository')
  const part = (name: string, text: string): Command =>
    whole
      .command(name)
      .description(`${text} (exit ${LIST})`)
      .requiredOption('--repository <r>', 'a restic repository: a folder, rest:, sftp:, s3: …')
      .requiredOption('--password-file <file>', 'a file with its password')
      .option('--restore-point <id>', 'latest, or the first digits of an id', 'latest')
      .option('--overwrite', 'what comes back takes the place of what is there')
      .option('--manifest <file>', 'hashes recorded at backup time, JSON lines: compared as well')
      .option('--work-dir <dir>', "where restic's cache lies meanwhile")
      .option('--json', 'JSON lines on stdout: progress, and the result at the end')
  part('files', 'files and folders, under the paths that they had')
    .argument('[path...]', 'as they were on the machine; without any, everything')
    .requiredOption('--to <folder>', 'an empty folder, or a new one')
    .action((paths: string[], options: Options) => run(io, options, { kind: 'files', paths: paths.map(absolute) }))
  part('database', 'the dump of a database, as a file for its own tools')
    .requiredOption('--to <file>', 'the file to make')
    .option('--dump <name>', 'which one, where there are several')
    .action((options: Options) => run(io, options, { kind: 'database', name: options.dump ?? null }))
  part('disk', 'a whole disk, to a device or an image file')
    .requiredOption('--to <target>', 'a block device, or the image file to make')
    .option('--disk <name>', 'which one, where there are several')
    .option('--format <format>', 'raw, qcow2, vhdx or vmdk; by the name of the file without it')
    .action((options: Options) => run(io, options, { kind: 'disk', name: options.disk ?? null, format: formatIn(options.format) }))
}

async function run(io: Io, options: Options, wanted: RecoverOptions['wanted']): Promise<void> {
  const stopping = new AbortController()
  for (const signal of stopSignals()) process.once(signal, () => stopping.abort())
  const result = await recover({
    repository: options.repository,
    password: { kind: 'file', path: readablePath(options.passwordFile) },
    restorePoint: options.restorePoint,
    wanted,
    target: options.to,
    overwrite: options.overwrite === true,
    manifest: options.manifest === undefined ? [] : manifestIn(options.manifest),
    workFolder: options.workDir ?? tmpdir(),
    onProgress: progressTo(io, options.json === true),
    signal: stopping.signal,
  })
  show(io, options.json, { json: result, text: describe(result) })
  process.exitCode = EXIT[result.outcome]
}

const TOLD_EVERY_MS = 500

/** At a terminal one line that is written over, for scripts a line each half second. */
function progressTo(io: Io, asJson: boolean): RecoverOptions['onProgress'] {
  if (!asJson && !process.stderr.isTTY) return () => {}
  let step = ''
  let began = { at: Date.now(), done: 0 }
  let told = 0
  return (progress) => {
    const now = Date.now()
    // Each step has a speed of its own, and what lay there already went by in no time.
    if (progress.step !== step) began = { at: now, done: progress.doneBytes }
    if (progress.step === step && now - told < TOLD_EVERY_MS) return
    step = progress.step
    told = now
    const secondsLeft = estimate(progress, { ms: now - began.at, bytes: progress.doneBytes - began.done })
    if (asJson) io.out(`${JSON.stringify({ event: 'progress', ...progress, secondsLeft } satisfies RecoverProgress)}\n`)
    else io.err(`\r\x1b[K${progress.step}: ${percent(progress)} %${secondsLeft === null ? '' : `, about ${secondsLeft} s left`}`)
  }
}

/** Null while too little was done to tell. */
export function estimate(
  { doneBytes, totalBytes }: Pick<RecoverProgress, 'doneBytes' | 'totalBytes'>,
  since: { ms: number; bytes: number },
): number | null {
  if (since.ms < 2000 || since.bytes <= 0 || since.bytes < totalBytes * 0.01) return null
  return Math.ceil(((totalBytes - doneBytes) * since.ms) / since.bytes / 1000)
}

function percent({ doneBytes, totalBytes }: { doneBytes: number; totalBytes: number }): number {
  return totalBytes === 0 ? 100 : Math.floor((100 * doneBytes) / totalBytes)
}

const MOST = 20

function describe(result: RecoverResult): string {
  const point =
    result.restorePoint === null ? '' : ` from restore point ${result.restorePoint.id.slice(0, 8)} of ${result.restorePoint.takenAt}`
  const counted = `${result.files} ${result.files === 1 ? 'file' : 'files'}, ${result.bytes} bytes`
  const first = {
    done: `All is there in ${result.target}${point}: ${counted}, read again and the same.`,
    partial: `${result.damaged.length} of ${counted} did not come back whole${point}; the rest is in ${result.target}.`,
    failed: `Nothing that can be used came back${point}.`,
    stopped: `Stopped${point}. Give the same command again: it goes on with what is in ${result.target}.`,
  }[result.outcome]
  return [
    ...(process.stderr.isTTY ? [''] : []),
    first,
    ...(result.resumed && result.outcome === 'done' ? [`  ${result.skippedBytes} bytes lay there whole from an earlier try.`] : []),
    ...result.damaged.slice(0, MOST).map(({ path, why }) => `  damaged: ${path}: ${why}`),
    ...(result.damaged.length > MOST ? [`  and ${result.damaged.length - MOST} more; --json names them all`] : []),
    ...result.reasons.map(({ text, code }) => `  why: ${text} [${code}]`),
  ].join('\n')
}

function absolute(path: string): string {
  if (!path.startsWith('/') || path.split('/').includes('..'))
    throw usage(`a path begins with / and has no .. in it, as on the machine; not ${path}`)
  return path
}

function formatIn(text: string | undefined) {
  if (text === undefined) return null
  const parsed = ImageFormatSchema.safeParse(text)
  if (!parsed.success) throw usage(`--format is raw, qcow2, vhdx or vmdk, not ${text}`)
  return parsed.data
}
