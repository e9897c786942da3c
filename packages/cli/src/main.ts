/** The `mainstay` command: puts the commands together, runs one, and turns what happened into an exit code. */
import { Command } from 'commander'
import { registerAudit } from './commands/audit.ts'
import { registerAuthority } from './commands/authority.ts'
import { registerKey } from './commands/key.ts'
import { registerProve } from './commands/prove.ts'
import { registerRefresh } from './commands/refresh.ts'
import { registerServe } from './commands/serve.ts'
import { registerSign } from './commands/sign.ts'
import { registerSla } from './commands/sla.ts'
import { registerTry } from './commands/try.ts'
import { registerToken } from './commands/token.ts'
import { type Io, processIo } from './io.ts'
import { fail } from './outcome.ts'

export async function runCli(args: readonly string[], io: Io = processIo()): Promise<number> {
  const program = new Command('mainstay')
    .description('Watch, protect, prove and report: the platform of a managed service provider.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, outputError: (text, write) => write(text.replace(/^error: /, 'mainstay: ')) })
  for (const register of [
    registerServe,
    registerTry,
    registerProve,
    registerKey,
    registerSign,
    registerToken,
    registerAuthority,
    registerAudit,
    registerSla,
    registerRefresh,
  ])
    register(program, io)
  inheritSettings(program)
  try {
    await program.parseAsync([...args], { from: 'user' })
    // A command with exit codes of its own (prove: 0, 2, 3) has said which.
    return typeof process.exitCode === 'number' ? process.exitCode : 0
  } catch (error) {
    return fail(io, error, args.includes('--json'))
  }
}

/** commander copies settings to a sub-command only when it makes it, so those that were added get them here. */
function inheritSettings(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inheritSettings(child)
  }
}

if (import.meta.main) process.exitCode = await runCli(process.argv.slice(2))
