/** Who this machine is: made once at enrolment, kept in the data folder, readable by the agent alone. */
import { chmodSync } from 'node:fs'
import { AppError } from '@mainstay/kernel'
import { readIfThere, writeAtomic } from './atomic-file.ts'

/** Hashes, keys and ids as base64url and uuid text; `privateKey` is PKCS #8. */
export type Identity = {
  v: 1
  server: string
  deviceId: string
  clientId: string
  genesisHash: string
  serverPublicKey: string
  publicKey: string
  privateKey: string
  enrolledAt: string
}

const FIELDS = ['server', 'deviceId', 'clientId', 'genesisHash', 'serverPublicKey', 'publicKey', 'privateKey', 'enrolledAt']

/** Null when the machine is not enrolled; throws `agent.identity-damaged` when there is something that is no identity. */
export function loadIdentity(path: string): Identity | null {
  const text = readIfThere(path)
  if (text === null) return null
  const identity = parse(text)
  if (identity === null) throw new AppError('agent.identity-damaged', { path })
  // A copy or a backup may have loosened it.
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  return identity
}

export function saveIdentity(path: string, identity: Identity): void {
  writeAtomic(path, `${JSON.stringify(identity, null, 2)}\n`)
}

function parse(text: string): Identity | null {
  try {
    const value: unknown = JSON.parse(text)
    return isIdentity(value) ? value : null
  } catch {
    return null
  }
}

function isIdentity(value: unknown): value is Identity {
  if (typeof value !== 'object' || value === null) return false
  const fields = new Map(Object.entries(value))
  return fields.get('v') === 1 && FIELDS.every((field) => typeof fields.get(field) === 'string' && fields.get(field) !== '')
}
