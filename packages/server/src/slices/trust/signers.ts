/** The people's keys that may talk to the server's signer interface. What they may command is the authorities' matter. */
import { keyIdOf } from '@mainstay/envelope'
import { AppError, type Clock } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID } from '../../platform/database/index.ts'
import { insertSigner, loadSigners, revokeSigner, saveSignerPlace, type SignerRow } from './store.ts'

export type SignerService = {
  list(actor: Actor): Promise<SignerRow[]>
  add(actor: Actor, o: { publicKey: string; name: string; onServerMachine: boolean }): Promise<void>
  /** The key talks to this server no more. What it may command ends by `authority revoke-key`, not here. */
  revoke(actor: Actor, keyId: string): Promise<void>
  setPlace(actor: Actor, onServerMachine: boolean): Promise<void>
  /** At the very first start, the key of the person who started it; later starts change nothing. */
  bootstrap(owner: { publicKey: string; name: string; onServerMachine: boolean }): Promise<'added' | 'known' | 'refused'>
}

export function createSignerService({ database, clock }: { database: Database; clock: Clock }): SignerService {
  const inProvider = oneClient(PROVIDER_ID)
  const add = async (
    actor: Pick<Actor, 'kind' | 'id' | 'name'>,
    o: { publicKey: string; name: string; onServerMachine: boolean },
    only: 'first' | 'any',
  ) =>
    database.transaction(inProvider, async (tx) => {
      const keyId = await keyIdOf(Buffer.from(o.publicKey, 'base64url'))
      const known = await loadSigners(tx)
      if (known.some((s) => s.key_id === keyId)) return 'known' as const
      if (only === 'first' && known.length > 0) return 'refused' as const
      const at = clock.now()
      await insertSigner(tx, {
        key_id: keyId,
        public_key: o.publicKey,
        name: o.name,
        on_server_machine: o.onServerMachine,
        added_at: at,
        revoked_at: null,
      })
      await recordAudit(tx, {
        actor,
        clientId: PROVIDER_ID,
        action: 'trust.signer-added',
        subject: keyId,
        data: { name: o.name, first: only === 'first' },
        at,
      })
      return 'added' as const
    })
  return {
    list: async (actor) => {
      authorise(actor, 'trust.read')
      return database.transaction(inProvider, loadSigners)
    },
    add: async (actor, o) => {
      authorise(actor, 'trust.sign')
      if ((await add(actor, o, 'any')) === 'known') throw new AppError('trust.signer-exists')
    },
    revoke: async (actor, keyId) => {
      authorise(actor, 'trust.sign')
      if (keyId === actor.id) throw new AppError('trust.signer-own-key')
      await database.transaction(inProvider, async (tx) => {
        const at = clock.now()
        if (!(await revokeSigner(tx, keyId, at))) throw new AppError('platform.not-found', { what: 'signer' })
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'trust.signer-revoked', subject: keyId, at })
      })
    },
    setPlace: async (actor, onServerMachine) => {
      authorise(actor, 'trust.sign')
      await database.transaction(inProvider, async (tx) => {
        await saveSignerPlace(tx, actor.id, onServerMachine)
        await recordAudit(tx, {
          actor,
          clientId: PROVIDER_ID,
          action: 'trust.signer-moved',
          subject: actor.id,
          data: { onServerMachine },
          at: clock.now(),
        })
      })
    },
    bootstrap: (owner) => add({ kind: 'system', id: 'start', name: 'Mainstay (first start)' }, owner, 'first'),
  }
}
