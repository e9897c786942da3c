/** The server process: takes its options as one JSON argument, says `ready` on stdout, ends on SIGTERM with nothing lost. */
import { readEnvironment } from './platform/config/index.ts'
import { startFailure, startInstance } from './composition/instance.ts'
import { ServerOptionsSchema } from './composition/options.ts'
import { createLog } from './platform/log/index.ts'

/** As sysexits.h has it: a configuration that does not work. */
const EX_CONFIG = 78

async function main(): Promise<number> {
  const environment = readEnvironment(process.env)
  const options = ServerOptionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
  const log = createLog(environment.MAINSTAY_LOG_LEVEL)
  const instance = await startInstance(options, environment, log)
  const asked = new Promise<string>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
    // The launcher is our parent: when it is gone, nobody would stop us.
    process.once('disconnect', () => resolve('the launcher is gone'))
  })
  if (instance.setupToken !== null) process.stdout.write(`first sign-in ${instance.url}/setup#${instance.setupToken}\n`)
  process.stdout.write(`ready ${instance.url}\n`)
  const end = await Promise.race([asked.then(() => null), instance.broken])
  if (end !== null) log.fatal({ reason: end }, 'the server cannot go on')
  await instance.stop()
  return end === null ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`mainstay: ${startFailure(error)}\n`)
  process.exitCode = EX_CONFIG
}
// Whatever a library still holds open must not keep a stopped server alive.
process.exit()
