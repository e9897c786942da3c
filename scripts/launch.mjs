// Sets up what is missing, then hands over to the named task under the bundled Node; runs on any Node from 18 on.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runUnderBundledNode } from './setup/hand-over.mjs'
import { root } from './setup/paths.mjs'
import { SetupError } from './setup/setup-error.mjs'
import { setUp } from './setup/setup.mjs'
import { tasks } from './setup/tasks.mjs'

const [name = '', ...args] = process.argv.slice(2)
const task = tasks[name]

if (task === undefined) {
  console.error(`mainstay: there is no task "${name}"; the tasks are ${Object.keys(tasks).join(', ')}`)
  process.exit(64)
}

try {
  await setUp(task.needs(args))
  if (task.file === null) process.exit(0)
  const file = join(root, task.file)
  if (!existsSync(file)) throw new SetupError(`${task.file} is missing from this checkout`, 'restore it with git')
  await runUnderBundledNode(file, args, task.flags?.(args))
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(`mainstay: ${error.message}`)
  process.exit(1)
}
