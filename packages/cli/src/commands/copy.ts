/** `mainstay copy`: a second copy in another place, which pulls, keeps what the first server loses, and says so. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { CopyRound } from '@mainstay/contract/recovery'
import { AppError } from '@mainstay/kernel'
import {
  copyRound,
  createFolderStorage,
  httpSource,
  journalPath,
  newCopyKey,
  openSealed,
  publicKeyOf,
  readJournal,
  readSealedKey,
  viewBefore,
  writeJournal,
} from '@mainstay/server/second-copy'
import type { Command } from 'commander'
import { readablePath } from '../document.ts'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'

type Place = { dir: string }
type RunOptions = Place & {
  server: string
  tokenFile: string
  every: string
  noticeDays: string
  keepDays: string
  once?: boolean
  json?: boolean
}

/** As a Nagios plugin. */
const EXIT = { good: 0, alarm: 2, unknown: 3 } as const

export function registerCopy(program: Command, io: Io): void {
  const copy = program.command('copy').description('a second copy of the backups, in another place')
  const inPlace = (name: string, text: string) => copy.command(name).description(text).requiredOption('--dir <dir>', "the copy's folder")
  inPlace('key', "show this copy's public key, to be added at the first server").action(({ dir }: Place) =>
    io.out(`${copyKeyIn(dir).publicKey}\n`),
  )
  inPlace('run', 'pull what is new, and look at it (exit of --once: 0 good, 2 something is wrong, 3 not known)')
    .requiredOption('--server <url>', 'the first server')
    .requiredOption('--token-file <file>', 'a file with an API token of the scope recovery.copy')
    .option('--every <minutes>', 'how often', '60')
    .option('--notice-days <days>', 'how long before a removal has to be announced', '7')
    .option('--keep-days <days>', 'how long the copy keeps what went from the first server', '30')
    .option('--once', 'one round')
    .option('--json', 'one JSON document for each round on stdout')
    .action(async (options: RunOptions) => {
      process.exitCode = await run(io, options)
    })
  inPlace('accept', 'after you have looked: what was found wrong is closed')
    .requiredOption('--device <id>', 'the device')
    .action(async ({ dir, device }: Place & { device: string }) => {
      const journal = await journalOf(dir, device)
      await writeJournal(journalPath(dir, device), { ...journal, findings: [] })
    })
  inPlace('password', 'write the password of a repository to a file, for restic or mainstay prove')
    .requiredOption('--device <id>', 'the device')
    .requiredOption('--out <file>', 'the file to write')
    .action(async ({ dir, device, out }: Place & { device: string; out: string }) => {
      const sealed = await readSealedKey(dir, device)
      if (sealed === null) throw usage(`the copy in ${dir} has no key of ${device}`)
      writeFileSync(out, openSealed(copyKeyIn(dir).privateKey, sealed), { mode: 0o600, flag: 'wx' })
    })
  inPlace('view', 'make a repository of what the copy had before a moment')
    .requiredOption('--device <id>', 'the device')
    .requiredOption('--before <time>', 'as 2026-11-24T12:00:00Z')
    .requiredOption('--out <dir>', 'a new folder on the same disk')
    .action(async ({ dir, device, before, out }: Place & { device: string; before: string; out: string }) => {
      const at = Date.parse(before)
      if (Number.isNaN(at)) throw usage(`--before is a time like 2026-11-24T12:00:00Z, not ${before}`)
      if (existsSync(out)) throw usage(`${out} is there already`)
      const journal = await journalOf(dir, device)
      const points = await viewBefore({ repository: join(dir, 'repositories', device), journal, before: at, out })
      io.out(`${out}: ${points} restore points that the copy had before ${new Date(at).toISOString()}\n`)
    })
}

async function run(io: Io, options: RunOptions): Promise<number> {
  const minutes = positive(options.every, '--every')
  const times = { noticeDays: positive(options.noticeDays, '--notice-days'), keepDays: positive(options.keepDays, '--keep-days') }
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
  const { signal } = stopping
  const copyKey = copyKeyIn(options.dir)
  const token = readFileSync(readablePath(options.tokenFile), 'utf8').trim()
  for (;;) {
    const exit = await oneRound(io, options, { copyKey, token, signal, ...times })
    if (options.once === true || signal.aborted) return signal.aborted ? 0 : exit
    await setTimeout(minutes * 60_000, undefined, { signal }).catch(() => {})
    if (signal.aborted) return 0
  }
}

async function oneRound(
  io: Io,
  options: RunOptions,
  o: { copyKey: { privateKey: string; publicKey: string }; token: string; signal: AbortSignal; noticeDays: number; keepDays: number },
): Promise<number> {
  const { copyKey, token, signal } = o
  try {
    const round = await copyRound({
      source: httpSource({ server: options.server, token, signal }),
      storage: createFolderStorage({ root: join(options.dir, 'repositories') }),
      folder: options.dir,
      copyKey,
      restic: io.env['MAINSTAY_RESTIC'] ?? 'restic',
      now: Date.now,
      noticeDays: o.noticeDays,
      keepDays: o.keepDays,
      signal,
    })
    show(io, options.json, { json: round, text: describe(round, copyKey.publicKey) })
    if (round.devices.some(({ findings }) => findings.length > 0)) return EXIT.alarm
    return round.added && round.failed.length === 0 ? EXIT.good : EXIT.unknown
  } catch (error) {
    if (signal.aborted || options.once === true || !(error instanceof AppError)) throw error
    // It goes on: a first server that is away is what a copy is for.
    io.err(`${new Date().toISOString()} ${error.message}\n`)
    return EXIT.unknown
  }
}

function describe({ devices, failed, added }: CopyRound, publicKey: string): string {
  return [
    ...devices.flatMap((one) => [
      `${one.deviceId}  ${one.restorePoints} restore points, ${one.bytes} bytes${one.complete ? '' : ', not all of it yet'}, ${one.proof === null ? 'not proven here' : `proof of ${one.proof.at}: ${one.proof.verdict} ${one.proof.level ?? ''}`}`,
      ...one.findings.map(({ kind, text, at }) => `  WRONG since ${at}: ${text} [${kind}]`),
    ]),
    ...failed.map(({ deviceId, why }) => `${deviceId}  could not be copied this time: ${why}`),
    ...(devices.length + failed.length === 0 ? ['The first server has no repository that this token may read.'] : []),
    ...(added ? [] : [`The first server does not know this copy, so nothing is proven here. Add its key there: ${publicKey}`]),
  ].join('\n')
}

/** Made once; it never leaves this machine. */
function copyKeyIn(dir: string): { privateKey: string; publicKey: string } {
  const path = join(dir, 'copy-key.pem')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  if (!existsSync(path)) writeFileSync(path, newCopyKey().privateKey, { mode: 0o600, flag: 'wx' })
  const privateKey = readFileSync(path, 'utf8')
  return { privateKey, publicKey: publicKeyOf(privateKey) }
}

async function journalOf(dir: string, device: string) {
  const journal = await readJournal(journalPath(dir, device))
  if (journal === null) throw usage(`the copy in ${dir} knows no device ${device}`)
  return journal
}

function positive(text: string, option: string): number {
  const number = Number(text)
  if (!(number > 0)) throw usage(`${option} is a number above 0, not ${text}`)
  return number
}
