/** Use cases of agreements: terms, prices over time, and the provider's terms of billing. */
import type { Agreement, Billing, NewPrice, SetAgreement } from '@mainstay/contract/agreements'
import { addDays, dayIn, AppError, type Clock, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { loadBilling, saveBilling } from './billing-store.ts'
import { lastDay, noticeBy } from './domain/renewal.ts'
import { newestApproved } from './invoice-store.ts'
import type { AgreementPorts } from './ports.ts'
import { addPrice, loadAgreements, saveAgreement, type StoredAgreement, withdrawPrice } from './store.ts'

export type AgreementService = {
  list(actor: Actor, clientId: Id): Promise<Agreement[]>
  /** `id` null: a new one. Throws agreements.overlap. */
  set(actor: Actor, clientId: Id, id: Id | null, terms: SetAgreement): Promise<Agreement[]>
  /** Throws agreements.price-overlap, and agreements.month-approved where an approved invoice would change. */
  addPrice(actor: Actor, clientId: Id, agreementId: Id, price: NewPrice): Promise<Agreement[]>
  /** Before it was billed: the price before it holds on. Throws agreements.month-approved. */
  withdrawPrice(actor: Actor, clientId: Id, agreementId: Id, priceId: Id): Promise<Agreement[]>
  billing(actor: Actor): Promise<Billing | null>
  setBilling(actor: Actor, billing: Billing): Promise<Billing>
}

export type AgreementDeps = { database: Database; clock: Clock; ports: AgreementPorts }

export function createAgreementService({ database, clock, ports }: AgreementDeps): AgreementService {
  const zoneOf = async (clientId: Id): Promise<string> => {
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    return client.zone
  }
  const list = async (actor: Actor, clientId: Id): Promise<Agreement[]> => {
    authorise(actor, 'agreements.read', clientId)
    const today = dayIn(clock.now(), await zoneOf(clientId))
    return (await database.transaction(oneClient(clientId), (tx) => loadAgreements(tx, clientId))).map((one) => wire(one, today))
  }
  return {
    list,
    set: async (actor, clientId, id, terms) => {
      authorise(actor, 'agreements.write', clientId)
      await zoneOf(clientId)
      const [at, own] = [clock.now(), id ?? newId()]
      await database.transaction(oneClient(clientId), async (tx) => {
        if (id !== null) {
          const before = await find(tx, clientId, id)
          if (before.prices.length > 0 && before.currency !== terms.currency)
            throw new AppError('agreements.currency-in-use', { currency: before.currency })
          const changes = firstDayOfChange(before, terms)
          if (changes !== null) await refuseApproved(tx, clientId, changes)
        } else await refuseApproved(tx, clientId, terms.startsOn)
        await saveAgreement(tx, clientId, own, terms, { at, by: actor.name })
        await recordAudit(tx, { actor, clientId, action: 'agreements.set', subject: own, data: terms, at })
      })
      return list(actor, clientId)
    },
    addPrice: async (actor, clientId, agreementId, price) => {
      authorise(actor, 'agreements.write', clientId)
      const [at, id] = [clock.now(), newId()]
      await database.transaction(oneClient(clientId), async (tx) => {
        await find(tx, clientId, agreementId)
        await refuseApproved(tx, clientId, price.from)
        await addPrice(tx, clientId, agreementId, { id, ...price }, { at, by: actor.name })
        await recordAudit(tx, { actor, clientId, action: 'agreements.price-added', subject: agreementId, data: price, at })
      })
      return list(actor, clientId)
    },
    withdrawPrice: async (actor, clientId, agreementId, priceId) => {
      authorise(actor, 'agreements.write', clientId)
      const at = clock.now()
      await database.transaction(oneClient(clientId), async (tx) => {
        const price = (await find(tx, clientId, agreementId)).prices.find(({ id }) => id === priceId)
        if (price === undefined) throw new AppError('platform.not-found', { what: 'price' })
        await refuseApproved(tx, clientId, price.from)
        await withdrawPrice(tx, clientId, agreementId, price, { at, by: actor.name })
        await recordAudit(tx, { actor, clientId, action: 'agreements.price-withdrawn', subject: agreementId, data: price, at })
      })
      return list(actor, clientId)
    },
    billing: async (actor) => {
      authorise(actor, 'agreements.read')
      return database.transaction(oneClient(PROVIDER_ID), loadBilling)
    },
    setBilling: async (actor, billing) => {
      authorise(actor, 'agreements.write')
      if (actor.clients !== 'all') throw new AppError('platform.forbidden', { needs: 'every client' })
      const at = clock.now()
      await database.transaction(oneClient(PROVIDER_ID), async (tx) => {
        await saveBilling(tx, billing, { at, by: actor.name })
        await recordAudit(tx, { actor, clientId: PROVIDER_ID, action: 'agreements.billing-set', subject: 'billing', data: billing, at })
      })
      return billing
    },
  }
}

async function find(tx: Tx, clientId: Id, id: Id): Promise<StoredAgreement> {
  const found = (await loadAgreements(tx, clientId)).find((one) => one.id === id)
  if (found === undefined) throw new AppError('platform.not-found', { what: 'agreement' })
  return found
}

/** What was billed stays as it was billed: nothing changes in or before a month whose invoice is approved. */
async function refuseApproved(tx: Tx, clientId: Id, from: string): Promise<void> {
  const month = await newestApproved(tx, clientId)
  if (month !== null && month >= from.slice(0, 7)) throw new AppError('agreements.month-approved', { month })
}

/** The first day that is billed otherwise; null: words alone change. */
function firstDayOfChange(before: StoredAgreement, terms: SetAgreement): string | null {
  const money = ({ currency, minimumMinor, rounding, taxBasisPoints, timeStepMinutes, startsOn }: SetAgreement) =>
    JSON.stringify([currency, minimumMinor, rounding, taxBasisPoints, timeStepMinutes, startsOn])
  if (money(before) !== money(terms)) return [before.startsOn, terms.startsOn].toSorted()[0] ?? null
  const [was, is] = [lastDay(before), lastDay(terms)]
  if (was === is) return null
  const [earlier] = [was, is].flatMap((day) => day ?? []).toSorted()
  return earlier === undefined ? null : addDays(earlier, 1)
}

function wire({ setAt, ...agreement }: StoredAgreement, today: string): Agreement {
  return { ...agreement, setAt: setAt.toISOString(), noticeBy: noticeBy(agreement, today) }
}
