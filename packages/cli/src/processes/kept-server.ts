/** The server of an installation, kept running: one that ends by itself comes back under the same address, with one line for each end. */
import { constants } from 'node:os'
import { stopLeftDatabase } from '@mainstay/server/left-database'
import type { Io } from '../io.ts'
import { type End, type Kept, keepRunning, TIMING } from './keep-running.ts'
import { type ServerProcess, type ServerSettings, startServer } from './server-process.ts'
import type { User } from './server-user.ts'

export type KeptServer = Kept & Pick<ServerProcess, 'url' | 'firstSignIn'>

/** Rejects when the first start fails: another would fail as well. `stopping` ends a start that is under way. */
export async function keepServer(settings: ServerSettings, io: Io, user: User | null, stopping: AbortSignal): Promise<KeptServer> {
  const first = await startServer(settings, io, user, stopping)
  // Agents and people know the address by now: another free port would be another server to them.
  const port = settings.port === 0 ? Number(new URL(first.url).port) : settings.port
  const again = { ...settings, ...(port === undefined ? {} : { port }) }
  const kept = keepRunning({
    first,
    again: (signal) => startServer(again, io, user, signal),
    onEnd: async (end, waitMs) => {
      io.err(`mainstay: ${await howItEnded(end, settings.dataFolder)} It is started again in ${waitMs / 1000} s.\n`)
    },
    onBack: ({ url, firstSignIn }) => {
      io.err('mainstay: The server is back. Nothing that was acknowledged is lost.\n')
      io.out(`ready ${url}\n`)
      if (firstSignIn !== null) io.out(`first sign-in ${firstSignIn}\n`)
    },
  })
  return { ...kept, url: first.url, firstSignIn: first.firstSignIn }
}

/** For people: the line of a server that is not started any more. */
export async function givenUp(end: End, serverFolder: string): Promise<string> {
  const times = TIMING.waitsMs.length + 1
  return `mainstay: ${await howItEnded(end, serverFolder)} It fell ${times} times within ${TIMING.soundAfterMs / 1000} s of its start, so it is not started again. Nothing that was acknowledged is lost; mend what its log says, and start it again.\n`
}

/** How it ended, and what of it still ran. The exit code of a signal is 128 and its number, as in a shell. */
async function howItEnded({ code, ran }: End, serverFolder: string): Promise<string> {
  // What runs on the folder now is not its own then: another server may have taken the folder meanwhile.
  if (!ran) return 'The server did not start; its reason stands above.'
  const how =
    code > 128
      ? `was ended by ${Object.entries(constants.signals).find(([, n]) => n === code - 128)?.[0] ?? 'a signal'}`
      : 'ended by itself'
  const database = (await stopLeftDatabase(serverFolder)) ? ' Its database still ran, and was stopped cleanly.' : ''
  return `The server ${how} (exit ${code}).${database}`
}
