/** Makes one simulated device a real one: its own key pair, a one-time token, and the same checks of the server that an agent makes. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AGENT_VERSION, createBackoff, createServer, createSession, enrol, filesIn, pause, type Session } from '@mainstay/agent/wire'

export type EnrolDevice = { server: string; token: string; number: number; folder: string; signal: AbortSignal }

/** With its session open. Throws what the server refused. */
export async function enrolDevice({ server: url, token, number, folder, signal }: EnrolDevice): Promise<Session> {
  const data = join(folder, String(number))
  mkdirSync(data, { mode: 0o700 })
  const server = createServer(url, AGENT_VERSION)
  const identity = await enrol({
    server,
    token,
    files: filesIn(data),
    log: { info: () => {}, warn: () => {} },
    backoff: createBackoff(),
    wait: (ms) => pause(ms, signal),
    signal,
    facts: async () => ({
      hostname: `simulated-${String(number + 1).padStart(5, '0')}`,
      os: 'linux',
      arch: 'x64',
      agentVersion: AGENT_VERSION,
      machineHash: null,
    }),
  })
  const session = createSession({ server, identity })
  await session.token()
  return session
}
