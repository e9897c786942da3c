/** Makes this machine the first device: a client of its own, its authority, a token, and the first policy, signed by the person's key. */
import { makeFolder } from '@mainstay/server/make-folder'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ClientListSchema, ClientSchema } from '@mainstay/contract/clients'
import type { BackupPolicy, DevicePolicy } from '@mainstay/contract/agent'
import type { LocalSigner } from '../signer/open-signer.ts'

export type FirstClient = { clientId: string; created: boolean }

/** The client of this machine: the one that the signer made before, else a new one. */
export async function firstClient(signer: LocalSigner, name: string): Promise<FirstClient> {
  await signer.context.server()
  const { clients } = await signer.context.http('GET', '/signer/v1/clients', ClientListSchema)
  const known = clients.find((client) => client.name === name)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const client =
    known ?? (await signer.context.http('POST', '/signer/v1/clients', ClientSchema, { name, zone: zone === 'UTC' ? 'Etc/UTC' : zone }))
  await signer.createClientAuthority({ clientId: client.id })
  return { clientId: client.id, created: known === undefined }
}

export function isEnrolled(agentFolder: string): boolean {
  return existsSync(join(agentFolder, 'identity.json'))
}

/** Null when the machine is a device already. */
export async function tokenForThisMachine(signer: LocalSigner, clientId: string, agentFolder: string): Promise<string | null> {
  makeFolder(agentFolder, 0o700)
  if (isEnrolled(agentFolder)) return null
  return (await signer.mintToken({ clientId, expiresInHours: 1 })).token
}

export const LOCAL_CLIENT_NAME = `This machine (${hostname()})`

export function policyFor(o: {
  revision: number
  backup: BackupPolicy | null
  intervalSeconds: number
  agentHash: string | null
  resticHash: string | null
}): DevicePolicy {
  return {
    v: 1,
    revision: o.revision,
    collection: { intervalSeconds: o.intervalSeconds },
    backup: o.backup,
    programs: { agent: o.agentHash, restic: o.resticHash },
    fanOutLimit: 10,
  }
}
