/** `mainstay-agent run`: enrols if new, becomes the lean resident process, and stays until it is told to stop. */
import { copyFileSync, existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { defaultDataFolder, filesIn } from '../runtime/files.ts'
import { createLog, reasonOf } from '../runtime/log.ts'
import { isCompiled, thisProgram } from '../runtime/program.ts'
import { ensureEnrolled, prepareFolder, runAgent } from '../runtime/run-agent.ts'
import type { RunArguments } from './arguments.ts'
import { EXIT } from './exit-codes.ts'
import { restartInPlace } from './restart.ts'
import { supervise } from './supervise.ts'

/** Bun's resident memory is best renewed now and then (design 3, 1); the restart is in place and takes milliseconds. */
const RENEW_AFTER_MS = 7 * 24 * 3_600_000
const LOOK_AGAIN_MS = 600_000

export async function runCommand({ data: folder, server, token, ca: given, supervise: supervised }: RunArguments): Promise<number> {
  const log = createLog()
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort())
  const data = resolve(folder ?? defaultDataFolder(process.env, process.getuid?.()))
  const secret = token ?? process.env.MAINSTAY_TOKEN
  const args = ['run', '--data', data, ...(server === undefined ? [] : ['--server', server])]
  prepareFolder(data)
  const ca = keepAuthority(filesIn(data).authority, given)
  // Extra authorities are read at the start of a process only. The token goes on by the environment, where other users cannot see it.
  if (ca !== undefined && process.env.NODE_EXTRA_CA_CERTS !== ca) {
    const tokenEnv = secret === undefined ? {} : { MAINSTAY_TOKEN: secret }
    restartInPlace(supervised ? [...args, '--supervise'] : args, { ...process.env, ...tokenEnv, NODE_EXTRA_CA_CERTS: ca })
  }
  const options = {
    data,
    log,
    signal: stopping.signal,
    ...(server === undefined ? {} : { server }),
    ...(secret === undefined ? {} : { token: secret }),
  }
  const env = residentEnvironment()
  if (supervised) {
    if (!(await enrolled(options))) return EXIT.ok
    return supervise({ program: thisProgram(), args, env, log, signal: stopping.signal })
  }
  // Enrolment needs the verifier; afterwards the process begins anew without it, without its token, and without the JIT.
  if (env.BUN_JSC_useJIT !== process.env.BUN_JSC_useJIT) {
    if (!(await enrolled(options))) return EXIT.ok
    restartInPlace(args, env)
  }
  const agent = await runAgent(options)
  await untilStopped(stopping.signal, () => !agent.busy() && isCompiled())
  await agent.stop()
  if (!stopping.signal.aborted) {
    log.info('the agent renews itself')
    restartInPlace(args, env)
  }
  return EXIT.ok
}

/** False when it was told to stop while it waited for the server. */
async function enrolled(options: Parameters<typeof ensureEnrolled>[0] & { signal: AbortSignal }): Promise<boolean> {
  try {
    await ensureEnrolled(options)
    return true
  } catch (error) {
    if (options.signal.aborted) return false
    throw error
  }
}

/** The authority that was given once counts for later starts too. */
function keepAuthority(kept: string, given: string | undefined): string | undefined {
  if (given !== undefined) {
    try {
      copyFileSync(given, kept)
    } catch (error) {
      throw new AppError('agent.usage', { detail: `--ca ${given}: ${reasonOf(error)}` })
    }
  }
  return existsSync(kept) ? kept : undefined
}

/** What the resident process wants to find: no JIT tiers, and no token. */
function residentEnvironment(): NodeJS.ProcessEnv {
  const { MAINSTAY_TOKEN: _token, ...rest } = process.env
  return isCompiled() ? { ...rest, BUN_JSC_useJIT: '0' } : rest
}

/** Ends when it is told to, or when the process is old and idle. */
function untilStopped(signal: AbortSignal, mayRenew: () => boolean): Promise<void> {
  const renewAt = Date.now() + RENEW_AFTER_MS * (0.9 + Math.random() / 5)
  return new Promise((done) => {
    const timer = setInterval(() => {
      if (Date.now() >= renewAt && mayRenew()) end()
    }, LOOK_AGAIN_MS)
    function end(): void {
      clearInterval(timer)
      signal.removeEventListener('abort', end)
      done()
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
}
