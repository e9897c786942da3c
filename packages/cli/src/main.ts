/** The `mainstay` command: puts the commands together, runs one, and turns what happened into an exit code. */
import { Command } from 'commander'
import { type Io, processIo } from './io.ts'
import { fail } from './outcome.ts'

type Register = (program: Command, io: Io) => void

const serve = async (): Promise<Register> => (await import('./commands/serve.ts')).registerServe

/** Loaded when they are asked for: `serve` stays in memory for as long as the server runs, and the parts of the others would stay with it. */
const COMMANDS: Record<string, () => Promise<Register>> = {
  serve,
  start: serve,
  try: async () => (await import('./commands/try.ts')).registerTry,
  agent: async () => (await import('./commands/agent.ts')).registerAgent,
  report: async () => (await import('./commands/report.ts')).registerReport,
  simulate: async () => (await import('./commands/simulate.ts')).registerSimulate,
  schema: async () => (await import('./commands/schema.ts')).registerSchema,
  prove: async () => (await import('./commands/prove.ts')).registerProve,
  recover: async () => (await import('./commands/recover.ts')).registerRecover,
  'last-clean': async () => (await import('./commands/last-clean.ts')).registerLastClean,
  copy: async () => (await import('./commands/copy.ts')).registerCopy,
  export: async () => (await import('./commands/export.ts')).registerExport,
  import: async () => (await import('./commands/import.ts')).registerImport,
  key: async () => (await import('./commands/key.ts')).registerKey,
  sign: async () => (await import('./commands/sign.ts')).registerSign,
  token: async () => (await import('./commands/token.ts')).registerToken,
  audit: async () => (await import('./commands/audit.ts')).registerAudit,
  authority: async () => (await import('./commands/authority.ts')).registerAuthority,
  sla: async () => (await import('./commands/sla.ts')).registerSla,
  outage: async () => (await import('./commands/outage.ts')).registerOutage,
  refresh: async () => (await import('./commands/refresh.ts')).registerRefresh,
  mail: async () => (await import('./commands/mail.ts')).registerMail,
}

export async function runCli(args: readonly string[], io: Io = processIo()): Promise<number> {
  const program = new Command('mainstay')
    .description('Watch, protect, prove and report: the platform of a managed service provider.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: (text, write) => write(inOneLine(text)) })
  const [name = ''] = args
  const asked = Object.entries(COMMANDS).filter(([known]) => known === name)
  // Help, and a word that is no command, need them all.
  const loads = new Set((asked.length > 0 ? asked : Object.entries(COMMANDS)).map(([, load]) => load))
  for (const load of loads) (await load())(program, io)
  inheritSettings(program)
  try {
    // commander would print the help of the whole for a command that does not exist.
    const unknown = name !== '' && !name.startsWith('-') && name !== 'help' && asked.length === 0
    await program.parseAsync(unknown ? [name] : [...args], { from: 'user' })
    // A command with exit codes of its own (prove: 0, 2, 3) has said which.
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    return fail(io, error, args.includes('--json'))
  }
}

/** commander puts what it suggests on a second line. */
function inOneLine(text: string): string {
  return `${text
    .trim()
    .replace(/^error: /, 'mainstay: ')
    .replaceAll('\n', ' ')}\n`
}

/** commander copies settings to a sub-command only when it makes it, so those that were added get them here. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inheritSettings(child)
  }
}

if (import.meta.main) process.exitCode = await runCli(process.argv.slice(2))
