/** What the local agent wrote of itself: read by the command line of the same person, to know which device this machine became. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'

const IdentitySchema = z.object({ deviceId: z.uuid(), clientId: z.uuid() })

const ENROL_MS = 30_000

/** The id of this device once the agent has enrolled; an agent that ends before says so. */
export async function waitForDevice(agentFolder: string, exited: Promise<number>): Promise<string> {
  const end: { code: number | null } = { code: null }
  exited.then(
    (code) => {
      end.code = code
    },
    () => {},
  )
  for (let waited = 0; waited < ENROL_MS; waited += 100) {
    const id = deviceIdIn(agentFolder)
    if (id !== null) return id
    if (end.code !== null) throw new AppError('cli.step-failed', { step: 'enrol', reason: `the agent ended with exit ${end.code}` })
    await sleep(100)
  }
  throw new AppError('cli.step-failed', { step: 'enrol', reason: `the agent did not enrol within ${ENROL_MS / 1000} s` })
}

export function deviceIdIn(agentFolder: string): string | null {
  try {
    return IdentitySchema.parse(JSON.parse(readFileSync(join(agentFolder, 'identity.json'), 'utf8'))).deviceId
  } catch {
    return null
  }
}
