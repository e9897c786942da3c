/** What the machine tells about itself when it enrols. */
import { hostname } from 'node:os'
import { readFileSync } from 'node:fs'
import { sha256, toBase64Url } from '@mainstay/envelope'
import type { AgentFactsSchema } from '@mainstay/contract/agent'
import type { z } from 'zod'
import { AGENT_VERSION } from './version.ts'

export type MachineFacts = z.infer<typeof AgentFactsSchema>

export async function machineFacts(): Promise<MachineFacts> {
  return {
    hostname: hostname().slice(0, 255) || 'unnamed',
    os: process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'darwin' : 'linux',
    arch: process.arch,
    agentVersion: AGENT_VERSION,
    machineHash: await machineHash(),
  }
}

/** machine-id(5) asks that the id itself never leaves the machine, but a keyed hash of it may. Null where there is none. */
async function machineHash(): Promise<string | null> {
  for (const path of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    try {
      const id = readFileSync(path, 'utf8').trim()
      if (id !== '') return toBase64Url(await sha256(new TextEncoder().encode(`mainstay machine v1 ${id}`)))
    } catch {
      // The next place may have it.
    }
  }
  return null
}
