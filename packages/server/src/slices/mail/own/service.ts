/** A client's person and the mail that is held for their own address: nobody needs a reason to look into their own mail. */
import { AppError, type Id } from '@mainstay/kernel'
import { type Actor, authorise } from '../../../platform/auth/index.ts'
import type { Blobs } from '../../../platform/blobs/index.ts'
import { type Database, oneClient, type Tx } from '../../../platform/database/index.ts'
import { mailboxOf } from '../domain/address.ts'
import { mayReleaseItself } from '../domain/decide.ts'
import type { KeptService } from '../kept-service.ts'
import type { Delivery, DeliveryKey } from '../queue/delivery.ts'
import { loadDelivery } from '../store/deliveries.ts'
import { heldFor } from '../views/held.ts'
import { type Preview, previewOf } from '../views/preview.ts'

export type OwnService = ReturnType<typeof createOwnService>

type Deps = {
  database: Database
  blobs: Blobs
  kept: Pick<KeptService, 'byRecipient'>
  queued: () => void
  addressOf: (actor: Actor) => Promise<string | null>
}

export type OwnHeldMail = { address: string; held: (Delivery & { mayRelease: boolean })[]; more: boolean }

const MOST_SHOWN = 100

export function createOwnService({ database, blobs, kept, queued, addressOf }: Deps) {
  const own = async (actor: Actor): Promise<{ address: string; clientIds: readonly Id[] }> => {
    authorise(actor, 'portal.read')
    const address = await addressOf(actor)
    // Of staff and tokens nothing is held here: they have the quarantine.
    if (address === null || actor.clients === 'all') throw new AppError('platform.forbidden', { needs: 'a person of a client' })
    return { address: mailboxOf(address), clientIds: actor.clients }
  }
  /** Somebody else's is not there: neither that it exists nor that it is held is told. */
  const loadOwn = async (tx: Tx, key: DeliveryKey, address: string): Promise<Delivery> => {
    const delivery = await loadDelivery(tx, key)
    if (delivery === null || mailboxOf(delivery.recipient) !== address) throw new AppError('platform.not-found', { what: 'message' })
    if (delivery.state !== 'quarantined') throw new AppError('mail.not-kept', { state: delivery.state })
    return delivery
  }
  const inClient = async <T>(actor: Actor, key: DeliveryKey, work: (tx: Tx, address: string) => Promise<T>): Promise<T> => {
    const { address, clientIds } = await own(actor)
    if (!clientIds.includes(key.clientId)) throw new AppError('platform.not-found', { what: 'message' })
    return database.transaction(oneClient(key.clientId), (tx) => work(tx, address))
  }
  return {
    held: async (actor: Actor): Promise<OwnHeldMail> => {
      const { address, clientIds } = await own(actor)
      const found = await database.transaction({ clientIds: [...clientIds] }, (tx) =>
        heldFor(tx, { clientIds, address, most: MOST_SHOWN + 1 }),
      )
      const held = found.slice(0, MOST_SHOWN).map((one) => ({ ...one, mayRelease: mayReleaseItself(one.reasons) }))
      return { address, held, more: found.length > MOST_SHOWN }
    },
    preview: async (actor: Actor, key: DeliveryKey): Promise<Preview> => {
      const delivery = await inClient(actor, key, (tx, address) => loadOwn(tx, key, address))
      return previewOf(blobs, delivery)
    },
    answer: async (actor: Actor, key: DeliveryKey, { action, sender }: { action: 'release' | 'block'; sender: boolean }): Promise<void> => {
      await inClient(actor, key, async (tx, address) => {
        await loadOwn(tx, key, address)
        await kept.byRecipient(tx, key, action, { withSender: sender, by: 'portal' })
      })
      queued()
    },
  }
}
