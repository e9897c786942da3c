/** `mainstay export DIR`: everything, or everything of one client, as CSV files with check sums; while the server runs or stands still. */
import { createLog, readEnvironment, runExport } from '@mainstay/server/transfer'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show, usage } from '../outcome.ts'
import { foldersOf } from '../processes/folders.ts'
import { clientId } from './signing-options.ts'

type Options = { data?: string; client?: string; json?: boolean }

export function registerExport(program: Command, io: Io): void {
  program
    .command('export')
    .argument('<dir>', 'the folder to make')
    .description('write everything, or everything of one client, into a folder in open formats')
    .option('--client <id>', 'of this client only, to hand over; such an export cannot be imported')
    .option('--data <dir>', 'where everything is kept')
    .option('--json', 'one JSON document on stdout')
    .action(run)

  async function run(dir: string, options: Options): Promise<void> {
    if (dir === '') throw usage('DIR is the name of a folder that does not exist yet')
    const environment = readEnvironment(io.env)
    const summary = await runExport({
      dataFolder: foldersOf(options.data, io.env).server,
      environment,
      log: createLog('warn'),
      folder: dir,
      clientId: options.client === undefined ? null : clientId(options.client),
      now: new Date(),
    })
    const notCopied =
      summary.repositories.length === 0
        ? ''
        : `Not in it are ${summary.repositories.length} backup repositories: copy the folder "repositories" of the data folder as well.\n`
    show(io, options.json, {
      json: summary,
      text: `${summary.folder}: ${summary.rows} rows of ${summary.tables} tables, ${summary.bytes} bytes, in ${summary.seconds} s.\n${notCopied}Not in it is the master key, which unwraps its secrets: keep a copy of that file elsewhere. Keep this folder as closely as the database itself.\n`,
    })
  }
}
