/** This machine as the first device of the platform that it runs: enrolled once, its first policy signed, its agent kept running. */
import type { Io } from '../io.ts'
import type { LocalSigner } from '../signer/open-signer.ts'
import { startAgent } from './agent-process.ts'
import { waitForDevice } from './device-files.ts'
import { type Kept, keepRunning } from './keep-running.ts'
import { firstClient, LOCAL_CLIENT_NAME, policyFor, tokenForThisMachine } from './local-device.ts'

/** Of the agent: ends after which another start does not help (0, EX_USAGE, EX_CANTCREAT, EX_NOPERM). */
const FINAL: ReadonlySet<number> = new Set([0, 64, 73, 77])

/** The first policy watches, and protects nothing until a person says what. Null when it could not be made a device; that is told. */
export async function watchThisMachine(
  io: Io,
  signer: LocalSigner,
  { agentFolder, serverUrl }: { agentFolder: string; serverUrl: string },
): Promise<Kept | null> {
  try {
    const { clientId } = await firstClient(signer, LOCAL_CLIENT_NAME)
    const token = await tokenForThisMachine(signer, clientId, agentFolder)
    let lastWords = ''
    const onLog = (line: string): void => {
      // Its log is lines of JSON; what is not is its one line for people.
      if (!line.startsWith('{')) lastWords = ` It said: ${line}`
    }
    const start = (given: string | null) => startAgent({ serverUrl, token: given, dataFolder: agentFolder, onLog }, io)
    const first = start(token)
    if (token !== null) {
      const deviceId = await waitForDevice(agentFolder, first.exited)
      const args = policyFor({ revision: 1, backup: null, intervalSeconds: 10, agentHash: null, resticHash: null })
      await signer.signAndSubmit({ clientId, targets: [deviceId], kind: 'policy', args, note: 'First policy of this machine' })
      io.err('This machine is the first device. Its first policy was signed with your key: it watches, and protects nothing yet.\n')
    }
    const kept = keepRunning({
      first,
      again: async () => start(null),
      isFinal: (code) => FINAL.has(code),
      onEnd: ({ code }, waitMs) => io.err(`The agent of this machine ended (exit ${code}). It is started again in ${waitMs / 1000} s.\n`),
    })
    kept.gaveUp.then(
      ({ code }) => {
        if (code !== 0)
          io.err(`The agent of this machine ended (exit ${code}) and is not started again.${lastWords} The platform goes on.\n`)
      },
      () => {},
    )
    return kept
  } catch (error) {
    io.err(`This machine could not be made a device: ${error instanceof Error ? error.message : String(error)} The platform goes on.\n`)
    return null
  }
}
