/** The program `mainstay-agent`: reads its command line and loads only what the command needs. */
import { AppError } from '@mainstay/kernel'
import { type Command, parseCommand, USAGE } from './program/arguments.ts'
import { EXIT, exitCodeOf } from './program/exit-codes.ts'
import { AGENT_VERSION } from './runtime/version.ts'

async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case 'run':
      return (await import('./program/run.ts')).runCommand(command.run)
    case 'collect': {
      const { collectOnce } = await import('./collectors/collection.ts')
      return print(`${JSON.stringify(await collectOnce())}\n`)
    }
    case 'job':
      return (await import('./jobs/run.ts')).runJob(command.name)
    case 'stream':
      return (await import('./backup/stream.ts')).streamTo(process.stdout, command.note, command.source)
    case 'unit': {
      const { systemdUnit } = await import('./program/unit.ts')
      const { defaultDataFolder } = await import('./runtime/files.ts')
      return print(systemdUnit({ program: process.execPath, data: command.data ?? defaultDataFolder(process.env, process.getuid?.()) }))
    }
    case 'version':
      return print(`mainstay-agent ${AGENT_VERSION}\n`)
    case 'help':
      return print(USAGE)
  }
}

function print(text: string): Promise<number> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve(EXIT.ok)))
}

try {
  process.exit(await perform(parseCommand(process.argv.slice(2))))
} catch (error) {
  const known = error instanceof AppError
  // One line that says what is wrong; what nobody expected shows where it happened.
  process.stderr.write(
    `mainstay-agent: ${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exit(known ? exitCodeOf(error.code) : EXIT.failed)
}
