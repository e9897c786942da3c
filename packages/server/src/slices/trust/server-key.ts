/** The server's identity key: what an enrolment token pins. It signs statements about enrolment and the heads of the audit log, and nothing that a device would run. */
import { exportPrivateKey, generateKeyPair, importPrivateKey, sign, toBase64Url } from '@mainstay/envelope'
import type { Clock } from '@mainstay/kernel'
import { type Database, oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import type { Vault } from '../../platform/vault/index.ts'
import { insertServerKey, loadServerKey } from './store.ts'

export type ServerKey = { publicKey: string; sign(statement: Uint8Array): Promise<string> }

const PURPOSE = 'server-identity-key'

export async function openServerKey({ database, vault, clock }: { database: Database; vault: Vault; clock: Clock }): Promise<ServerKey> {
  const load = () => database.transaction(oneClient(PROVIDER_ID), loadServerKey)
  if ((await load()) === null) {
    const pair = await generateKeyPair()
    const sealed = await vault.seal(PROVIDER_ID, PURPOSE, await exportPrivateKey(pair.privateKey))
    await database.transaction(oneClient(PROVIDER_ID), (tx) => insertServerKey(tx, pair.publicKey, sealed, clock.now()))
  }
  const stored = await load()
  if (stored === null) throw new Error('the server key was written and is not there')
  const { privateKey } = await importPrivateKey(await vault.open(PROVIDER_ID, PURPOSE, stored.sealed))
  return { publicKey: stored.publicKey, sign: async (statement) => toBase64Url(await sign(privateKey, statement)) }
}
