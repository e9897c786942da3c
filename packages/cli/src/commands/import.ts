/** `mainstay import DIR`: fills an empty platform from an export; whole or not at all. */
import { chownSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '@mainstay/server/make-folder'
import { createLog, readEnvironment, runImport } from '@mainstay/server/transfer'
import type { Command } from 'commander'
import type { Io } from '../io.ts'
import { show } from '../outcome.ts'
import { foldersOf } from '../processes/folders.ts'
import { prepareServerFolder, serverUser } from '../processes/server-user.ts'

type Options = { data?: string; json?: boolean }

export function registerImport(program: Command, io: Io): void {
  program
    .command('import')
    .argument('<dir>', 'a folder that "mainstay export" made')
    .description(
      'fill an empty platform from an export; needs the master.key of the server that was exported, in DATA/server/master.key or as MAINSTAY_MASTER_KEY_FILE',
    )
    .option('--data <dir>', `where everything is to be kept (default: ${foldersOf(undefined, io.env).root})`)
    .option('--json', 'one JSON document on stdout')
    .action(run)

  async function run(dir: string, options: Options): Promise<void> {
    const environment = readEnvironment(io.env)
    const folders = foldersOf(options.data, io.env)
    const user = serverUser()
    makeFolder(folders.root, 0o711)
    prepareServerFolder(folders.server, user)
    const summary = await runImport({ dataFolder: folders.server, environment, log: createLog('warn'), folder: dir })
    // Root put the key there; the server, which is not root, reads it.
    const key = join(folders.server, 'master.key')
    if (user !== null && existsSync(key)) chownSync(key, user.uid, user.gid)
    const toCopy =
      summary.repositories.length === 0
        ? ''
        : `Now copy the ${summary.repositories.length} backup repositories of the old server to ${join(folders.server, 'repositories')}; the export names and does not hold them.\n`
    show(io, options.json, {
      json: summary,
      text: `${summary.rows} rows of ${summary.tables} tables imported in ${summary.seconds} s.\n${toCopy}Start it with "mainstay serve".\n`,
    })
  }
}
