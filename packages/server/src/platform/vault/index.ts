/** The vault: envelope encryption per client. The master key wraps a data key for each client; the database holds nothing in plain text. */
import { randomBytes } from 'node:crypto'
import { AppError, type Id } from '@mainstay/kernel'
import { type Database, EVERY_CLIENT, oneClient, type Tx } from '../database/index.ts'
import { deriveSecret, type MasterKey } from '../secrets/master-key.ts'
import { decrypt, encrypt } from './cipher.ts'

export type Vault = {
  /** `purpose` names what it is for, e.g. `repository-key:<device>`; it must be given again to open. */
  seal(clientId: Id, purpose: string, plain: Uint8Array): Promise<Buffer>
  open(clientId: Id, purpose: string, sealed: Uint8Array): Promise<Buffer>
}

type VaultTables = { vault_data_key: { client_id: string; wrapped: Buffer; created_at: Date } }

export function createVault({ database, masterKey }: { database: Database; masterKey: MasterKey }): Vault {
  const wrappingKey = wrappingKeyOf(masterKey)
  const keys = new Map<Id, Promise<Buffer>>()
  const dataKey = (clientId: Id): Promise<Buffer> => {
    const known = keys.get(clientId)
    if (known !== undefined) return known
    const loading = database.transaction(oneClient(clientId), (tx) => loadOrMakeKey(tx, clientId, wrappingKey))
    keys.set(clientId, loading)
    loading.catch(() => keys.delete(clientId))
    return loading
  }
  return {
    seal: async (clientId, purpose, plain) => encrypt(await dataKey(clientId), plain, bound(clientId, purpose)),
    open: async (clientId, purpose, sealed) => opened(decrypt(await dataKey(clientId), sealed, bound(clientId, purpose)), purpose),
  }
}

/**
 * Wraps every data key by another master key, all or none; what was sealed stays as it is. Returns how many. A key that does not open
 * under `from` stops it: a half-rotated vault would lose data.
 */
export async function rewrapVault(database: Database, { from, to }: { from: MasterKey; to: MasterKey }): Promise<number> {
  return database.transaction(EVERY_CLIENT, async (tx) => {
    const t = tx.withTables<VaultTables>()
    const rows = await t.selectFrom('vault_data_key').select(['client_id', 'wrapped']).forUpdate().execute()
    for (const { client_id, wrapped } of rows) {
      const boundTo = bound(client_id, 'data-key')
      const key = opened(decrypt(wrappingKeyOf(from), wrapped, boundTo), 'data-key')
      const again = encrypt(wrappingKeyOf(to), key, boundTo)
      await t.updateTable('vault_data_key').set({ wrapped: again }).where('client_id', '=', client_id).execute()
    }
    return rows.length
  })
}

function wrappingKeyOf(masterKey: MasterKey): Buffer {
  return Buffer.from(deriveSecret(masterKey, 'vault'), 'base64url')
}

/** Two instances that make the first key at once agree on the one that was written. */
async function loadOrMakeKey(tx: Tx, clientId: Id, wrappingKey: Buffer): Promise<Buffer> {
  const t = tx.withTables<VaultTables>()
  const wrapped = encrypt(wrappingKey, randomBytes(32), bound(clientId, 'data-key'))
  await t
    .insertInto('vault_data_key')
    .values({ client_id: clientId, wrapped, created_at: new Date() })
    .onConflict((c) => c.column('client_id').doNothing())
    .execute()
  const row = await t.selectFrom('vault_data_key').select('wrapped').where('client_id', '=', clientId).executeTakeFirstOrThrow()
  return opened(decrypt(wrappingKey, row.wrapped, bound(clientId, 'data-key')), 'data-key')
}

function bound(clientId: Id, purpose: string): string {
  return `mainstay vault\n${clientId}\n${purpose}`
}

function opened(result: ReturnType<typeof decrypt>, purpose: string): Buffer {
  if (!result.ok) throw new AppError('trust.vault-tampered', { purpose })
  return result.value
}
