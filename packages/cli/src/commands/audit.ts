/** `mainstay audit`: checks the server's audit log from outside, and remembers what was seen, so that history cannot be rewritten later. */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import {
  AuditFileLineSchema,
  type AuditLogLine,
  AuditLogPageSchema,
  type Checkpoint,
  CheckpointPageSchema,
  CheckpointSchema,
  NewestCheckpointSchema,
} from '@mainstay/contract/audit'
import { AppError } from '@mainstay/kernel'
import { type LogVerdict, verifyLog } from '@mainstay/server/audit-verify'
import type { Command } from 'commander'
import type { z } from 'zod'
import type { Io } from '../io.ts'
import { show, Unfinished, usage } from '../outcome.ts'
import { configFolder, readPrivate, writePrivate } from '../signer/config-folder.ts'
import type { SignerContext } from '../signer/context.ts'
import { openPins } from '../signer/pins.ts'
import { type SigningOptions, signerFrom, withServer } from './signing-options.ts'

type VerifyOptions = SigningOptions & { file?: string; checkpoint?: string[]; serverKey?: string }
type Log = { serverPublicKey: string; checkpoints: Checkpoint[]; lines: AsyncIterable<AuditLogLine> }

/** The log does not hold; 1 is a failure to look. */
const EXIT_DOES_NOT_HOLD = 2
const PAGE = 500

export function registerAudit(program: Command, io: Io): void {
  const audit = program.command('audit').description('check the audit log from outside')
  withServer(audit.command('verify').description('check every entry, every checkpoint and what was seen before (exit 0 holds, 2 does not)'))
    .option('--file <file>', 'a log that "mainstay audit save" wrote, instead of the server’s')
    .option('--checkpoint <file...>', 'checkpoints that were kept elsewhere, as GET /api/audit/checkpoints/newest answered')
    .option('--server-key <key>', 'the server’s public key, in base64url (default: the one pinned on this machine)')
    .action(async (options: VerifyOptions) => {
      process.exitCode = await verify(io, options)
    })
  withServer(audit.command('save').description('write the whole log to a file, one JSON line each'))
    .argument('<file>', 'must not exist yet')
    .action((file: string, options: SigningOptions) => save(io, file, options))
}

async function verify(io: Io, options: VerifyOptions): Promise<number> {
  const folder = configFolder(io.env)
  const log = options.file === undefined ? await remoteLog((await signerFrom(io, options)).context) : await fileLog(options.file)
  const key = options.serverKey ?? (options.file === undefined ? undefined : (await openPins(folder).server())?.serverPublicKey)
  const seen = key === undefined || key === log.serverPublicKey ? await lastSeen(folder, log.serverPublicKey) : null
  const kept = [...(seen === null ? [] : [seen]), ...(options.checkpoint ?? []).map(checkpointIn)]
  const verdict = await verifyLog({ ...log, serverPublicKey: key ?? log.serverPublicKey, kept })
  // A file may be old: only what the server itself shows moves on what is remembered.
  if (verdict.holds && options.file === undefined && verdict.newest !== null) await remember(folder, log.serverPublicKey, verdict.newest)
  show(io, options.json, { json: verdict, text: describe(verdict, kept.length) })
  return verdict.holds ? 0 : EXIT_DOES_NOT_HOLD
}

function describe({ fault, size, checkpoints }: LogVerdict, kept: number): string {
  if (fault !== null) return `DOES NOT HOLD: ${fault.text} [${fault.code}]`
  const before = kept === 0 ? '' : `, and ${kept === 1 ? 'one kept outside' : `${kept} kept outside`}`
  return `The log holds: ${counted(size, 'entry', 'entries')}, ${counted(checkpoints, 'signed checkpoint', 'signed checkpoints')}${before}.`
}

function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`
}

async function remoteLog({ http, server }: SignerContext): Promise<Log> {
  const { serverPublicKey } = await server()
  const checkpoints: Checkpoint[] = []
  for (let from = 0; ; from = (checkpoints.at(-1)?.size ?? 0) + 1) {
    const page = await http('GET', `/api/audit/checkpoints?from=${from}&limit=${PAGE}`, CheckpointPageSchema)
    checkpoints.push(...page.checkpoints)
    if (page.checkpoints.length < PAGE) break
  }
  // What is put in order while we read has no checkpoint in our list: it is the next time's matter.
  return { serverPublicKey, checkpoints, lines: remoteLines(http, checkpoints.at(-1)?.size ?? Number.POSITIVE_INFINITY) }
}

async function* remoteLines(http: SignerContext['http'], end: number): AsyncGenerator<AuditLogLine> {
  for (let from = 0; from < end; from += PAGE) {
    const { lines } = await http('GET', `/api/audit/log?from=${from}&limit=${Math.min(PAGE, end - from)}`, AuditLogPageSchema)
    yield* lines
    if (lines.length === 0) return
  }
}

/** Read twice: the checkpoints may stand anywhere. */
async function fileLog(path: string): Promise<Log> {
  let serverPublicKey: string | null = null
  const checkpoints: Checkpoint[] = []
  for await (const line of fileLines(path)) {
    if (line.kind === 'log') serverPublicKey = line.serverPublicKey
    if (line.kind === 'checkpoint') checkpoints.push(line)
  }
  if (serverPublicKey === null) throw usage(`${path} does not say whose log it is; "mainstay audit save" writes that first`)
  checkpoints.sort((a, b) => a.size - b.size)
  return { serverPublicKey, checkpoints, lines: entriesOf(fileLines(path)) }
}

async function* entriesOf(lines: ReturnType<typeof fileLines>): AsyncGenerator<AuditLogLine> {
  for await (const line of lines) if (line.kind === 'entry') yield line
}

async function* fileLines(path: string): AsyncGenerator<z.infer<typeof AuditFileLineSchema>> {
  let number = 0
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++
    const parsed = AuditFileLineSchema.safeParse(json(text))
    if (!parsed.success) throw usage(`${path}, line ${number}: not a line of an audit log`)
    yield parsed.data
  }
}

async function save(io: Io, file: string, options: SigningOptions): Promise<void> {
  // Before the server is asked: a long log is not read for nothing.
  if (existsSync(file)) throw new AppError('cli.file-exists', { path: file })
  if (!existsSync(dirname(resolve(file)))) throw usage(`${file}: there is no folder ${dirname(resolve(file))}. Make it first.`)
  const log = await remoteLog((await signerFrom(io, options)).context)
  // `wx`: what somebody keeps as evidence is not written over.
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
    throw new AppError('cli.out-file', { path: file, detail: cause instanceof Error ? cause.message : String(cause) }, { cause })
  })
  let entries = 0
  try {
    const write = (line: z.infer<typeof AuditFileLineSchema>) => handle.appendFile(`${JSON.stringify(line)}\n`)
    await write({ kind: 'log', v: 1, serverPublicKey: log.serverPublicKey })
    for (const checkpoint of log.checkpoints) await write({ kind: 'checkpoint', ...checkpoint })
    for await (const line of log.lines) {
      await write({ kind: 'entry', ...line })
      entries++
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  if (entries !== (log.checkpoints.at(-1)?.size ?? 0)) throw new Unfinished(`${file} is not whole: the server gave ${entries} entries`)
  show(io, options.json, {
    json: { file, entries },
    text: `${counted(entries, 'entry', 'entries')} in ${file}. Check them any time: mainstay audit verify --file ${file}`,
  })
}

/** Kept for each server key by itself: a test server of the same person is another log. */
function seenPath(folder: string, serverPublicKey: string): string {
  return join(folder, 'audit', `${serverPublicKey}.json`)
}

async function lastSeen(folder: string, serverPublicKey: string): Promise<Checkpoint | null> {
  const path = seenPath(folder, serverPublicKey)
  const text = await readPrivate(path)
  if (text === null) return null
  const parsed = CheckpointSchema.safeParse(json(text))
  if (!parsed.success) throw usage(`${path} is not a checkpoint. If nobody needs it, delete it.`)
  return parsed.data
}

async function remember(folder: string, serverPublicKey: string, checkpoint: Checkpoint): Promise<void> {
  await writePrivate(seenPath(folder, serverPublicKey), `${JSON.stringify(checkpoint)}\n`, { replace: true })
}

function checkpointIn(path: string): Checkpoint {
  const value = json(readFileSync(path, 'utf8'))
  const bare = CheckpointSchema.safeParse(value)
  if (bare.success) return bare.data
  const answer = NewestCheckpointSchema.safeParse(value)
  if (answer.success && answer.data.checkpoint !== null) return answer.data.checkpoint
  throw usage(`${path} is not a checkpoint`)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
