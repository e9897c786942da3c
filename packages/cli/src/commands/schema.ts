/** `mainstay schema NAME`: the JSON Schema of what a command prints with `--json`; without a name, which there are. */
import { CLI_OUTPUTS, outputSchema } from '@mainstay/contract/cli'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'

export function registerSchema(program: Command, io: Io): void {
  program
    .command('schema')
    .description('the JSON Schema of what a command prints with --json')
    .argument('[name...]', 'the words of the command, e.g. sla-explain; without it, all names')
    .option('--json', 'the names as one JSON document')
    .action((words: string[], options: { json?: boolean }) => {
      const names = Object.keys(CLI_OUTPUTS).sort()
      if (words.length === 0) return show(io, options.json, { json: { schemas: names }, text: names.join('\n') })
      const name = words.join('-').replaceAll(' ', '-')
      const schema = outputSchema(name)
      if (schema === null) throw usage(`there is no schema "${name.slice(0, 80)}"; there are ${names.join(', ')}`)
      io.out(`${JSON.stringify(schema, null, 2)}\n`)
    })
}
