/** Enrols if this machine is new, then runs until it is stopped. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import { AppError } from '@mainstay/kernel'
import { type Resident, startResident } from './agent.ts'
import { createBackoff } from './backoff.ts'
import { filesIn } from './files.ts'
import { type Identity, loadIdentity } from './identity.ts'
import { takeLock } from './lock.ts'
import { createLog, type Log, reasonOf } from './log.ts'
import { pause } from './pause.ts'
import { type Program, thisProgram } from './program.ts'
import { createServer, serverAddress } from './server.ts'
import { AGENT_VERSION } from './version.ts'

export type RunAgentOptions = {
  data: string
  /** Needed to enrol; later the identity knows it, and this one goes before. */
  server?: string
  /** Needed to enrol; afterwards it is not looked at. */
  token?: string
  log?: Log
  /** How children are started; from the sources, Node and `main.ts`. */
  program?: Program
  /** The bound of the queue on disk, in bytes. */
  queueBytes?: number
  /** Stops an enrolment that waits for its server. */
  signal?: AbortSignal
}

export type RunningAgent = Resident & { identity: Identity }

/** Throws `AppError` where no retry can help: not enrolled, refused, data folder unusable, server address not allowed. */
export async function runAgent(options: RunAgentOptions): Promise<RunningAgent> {
  const { data, log = createLog(), program = thisProgram() } = options
  prepareFolder(data)
  const unlock = takeLock(filesIn(data).lock)
  try {
    const identity = await ensureEnrolled({ ...options, log })
    const server = options.server === undefined ? identity.server : checkedAddress(options.server)
    const resident = await startResident({
      identity,
      server,
      data,
      log,
      program,
      ...(options.queueBytes === undefined ? {} : { queueBytes: options.queueBytes }),
    })
    return {
      identity,
      busy: resident.busy,
      async stop() {
        await resident.stop()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** The identity of this machine; made with the server when there is none. */
export async function ensureEnrolled(options: RunAgentOptions & { log: Log }): Promise<Identity> {
  const files = filesIn(options.data)
  const known = loadIdentity(files.identity)
  if (known !== null) return known
  if (options.server === undefined || options.token === undefined) throw new AppError('agent.not-enrolled', { path: files.identity })
  const signal = options.signal ?? new AbortController().signal
  // The verifier and its schemas are needed once in a machine's life: they are not loaded before.
  const { enrol } = await import('./enrol.ts')
  return enrol({
    server: createServer(checkedAddress(options.server), AGENT_VERSION),
    token: options.token,
    files,
    log: options.log,
    backoff: createBackoff(),
    wait: (ms) => pause(ms, signal),
    signal,
  })
}

export function prepareFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new AppError('agent.data-folder', { path: data, detail: reasonOf(error) })
  }
}

function checkedAddress(text: string): string {
  const address = serverAddress(text)
  if (address === null) throw new AppError('agent.server-address', { address: text })
  return address
}
