/** The server process: takes its options as one JSON argument, says `ready` on stdout, ends on SIGTERM with nothing lost. */
import { readEnvironment } from './platform/config/index.ts'
import { type Instance, startFailure, startInstance } from './composition/instance.ts'
import { ServerOptionsSchema } from './composition/options.ts'
import { createLog } from './platform/log/index.ts'

/** As sysexits.h has it: a configuration that does not work. */
const EX_CONFIG = 78

async function main(): Promise<number> {
  const environment = readEnvironment(process.env)
  const options = ServerOptionsSchema.parse(JSON.parse(process.argv[2] ?? '{}'))
  const log = createLog(environment.MAINSTAY_LOG_LEVEL)
  // From the first moment on: a start that is told to stop must not leave its database behind.
  const wanted = new AbortController()
  const asked = new Promise<string>((resolve) => {
    const stop = (reason: string): void => {
      wanted.abort()
      resolve(reason)
    }
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal))
    // Not `once`: a second signal (to the whole group, and again from the launcher) would end it in the middle of its stop.
    // A closed terminal tells the launcher, which decides.
    process.on('SIGHUP', () => {})
    // The launcher is our parent: when it is gone, nobody would stop us.
    process.once('disconnect', () => stop('the launcher is gone'))
  })
  const instance = await startInstance(options, environment, log)
  // Whoever told it to stop may not be there any more to read.
  if (!wanted.signal.aborted) sayReady(instance)
  const end = await Promise.race([
    asked.then((reason) => ({ reason, wanted: true })),
    instance.broken.then((reason) => ({ reason, wanted: false })),
  ])
  if (end.wanted) log.info({ reason: end.reason }, 'the server stops')
  else log.fatal({ reason: end.reason }, 'the server cannot go on')
  await instance.stop()
  return end.wanted ? 0 : 1
}

function sayReady({ url, setupToken }: Instance): void {
  if (setupToken !== null) process.stdout.write(`first sign-in ${url}/setup#${setupToken}\n`)
  process.stdout.write(`ready ${url}\n`)
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`mainstay: ${startFailure(error)}\n`)
  process.exitCode = EX_CONFIG
}
// Whatever a library still holds open must not keep a stopped server alive.
process.exit()
