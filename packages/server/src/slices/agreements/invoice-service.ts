/** Use cases of invoices: a draft of a month out of its records, approval, and the files for accounting. */
import { type Invoice, type InvoiceDocument, InvoiceDocumentSchema, type InvoiceRow, type Rounding } from '@mainstay/contract/agreements'
import { addDays, dayIn, AppError, type Id, newId } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { oneClient, PROVIDER_ID, type Tx } from '../../platform/database/index.ts'
import { publish } from '../../platform/outbox/index.ts'
import { loadBilling } from './billing-store.ts'
import { loadCoverage } from './coverage-store.ts'
import { invoiceCsv, type NumberedInvoice } from './domain/export/csv.ts'
import { invoiceUbl } from './domain/export/ubl.ts'
import { type DocumentInput, invoiceDocument } from './domain/invoice/document.ts'
import { daysOf, previousMonth } from './domain/invoice/month-days.ts'
import { outdated } from './domain/invoice/outdated.ts'
import { rounded } from './domain/invoice/rounding.ts'
import { currentEnd } from './domain/renewal.ts'
import { approveInvoice, loadInvoice, loadInvoiceRows, saveDraft, takeInvoiceNumber } from './invoice-store.ts'
import type { AgreementDeps } from './service.ts'
import { loadAgreements, newestChange, type StoredAgreement } from './store.ts'

export type InvoiceService = {
  list(actor: Actor, clientId: Id): Promise<InvoiceRow[]>
  get(actor: Actor, clientId: Id, id: Id): Promise<Invoice>
  /** Made anew from the records; throws agreements.month-approved for a month that is. */
  draft(actor: Actor, clientId: Id, month: string): Promise<Invoice>
  /** Throws agreements.draft-changed when it is not the draft that was read, agreements.draft-outdated when the records give another by now. */
  approve(actor: Actor, clientId: Id, id: Id, madeAt: Date): Promise<Invoice>
  csv(actor: Actor, clientId: Id, id: Id): Promise<{ name: string; text: string }>
  ubl(actor: Actor, clientId: Id, id: Id): Promise<{ name: string; text: string }>
}

export function createInvoiceService(deps: AgreementDeps): InvoiceService {
  const { database, clock } = deps
  const billing = () => database.transaction(oneClient(PROVIDER_ID), loadBilling)
  const get = async (tx: Tx, clientId: Id, id: Id): Promise<Invoice> => {
    const invoice = await loadInvoice(tx, clientId, { id })
    if (invoice === null) throw new AppError('platform.not-found', { what: 'invoice' })
    return invoice
  }
  const numbered = async (actor: Actor, clientId: Id, id: Id): Promise<NumberedInvoice> => {
    authorise(actor, 'agreements.read', clientId)
    const { number, approved, document } = await database.transaction(oneClient(clientId), (tx) => get(tx, clientId, id))
    if (number === null || approved === null) throw new AppError('agreements.not-approved')
    const issuedOn = document.issuedOn ?? dayIn(new Date(approved.at), document.zone)
    // Approved before the day was kept: the days to pay of today are all that is known.
    return { number, issuedOn, dueOn: document.dueOn ?? addDays(issuedOn, (await billing())?.paymentDays ?? 0), document }
  }
  return {
    list: async (actor, clientId) => {
      authorise(actor, 'agreements.read', clientId)
      return database.transaction(oneClient(clientId), (tx) => loadInvoiceRows(tx, clientId))
    },
    get: async (actor, clientId, id) => {
      authorise(actor, 'agreements.read', clientId)
      return database.transaction(oneClient(clientId), (tx) => get(tx, clientId, id))
    },
    draft: async (actor, clientId, month) => {
      authorise(actor, 'agreements.write', clientId)
      const at = clock.now()
      const document = await makeDocument(deps, clientId, month, await billing(), at)
      return database.transaction(oneClient(clientId), async (tx) => {
        if (!(await saveDraft(tx, clientId, newId(), document, at))) throw new AppError('agreements.month-approved', { month })
        const data = { month, totalMinor: document.totalMinor, currency: document.currency }
        await recordAudit(tx, { actor, clientId, action: 'agreements.invoice-drafted', subject: month, data, at })
        const made = await loadInvoice(tx, clientId, { month })
        if (made === null) throw new Error('a draft that was saved is not there')
        return made
      })
    },
    approve: async (actor, clientId, id, madeAt) => {
      authorise(actor, 'agreements.approve', clientId)
      // An invoice is a person's word to a client (as is a report): no script sends one.
      if (actor.kind !== 'staff' && actor.kind !== 'signer') throw new AppError('platform.forbidden', { needs: 'a signed-in person' })
      const at = clock.now()
      const [terms, read] = await Promise.all([billing(), database.transaction(oneClient(clientId), (tx) => get(tx, clientId, id))])
      const fresh =
        read.status === 'draft'
          ? InvoiceDocumentSchema.parse(await makeDocument(deps, clientId, read.document.month, terms, at))
          : read.document
      const issuedOn = dayIn(at, fresh.zone)
      return database.transaction({ clientIds: [clientId, PROVIDER_ID] }, async (tx) => {
        const { document, status, madeAt: made } = await get(tx, clientId, id)
        if (status === 'approved') throw new AppError('agreements.month-approved', { month: document.month })
        // Before a number is taken: nobody else waits for a click on an old draft.
        if (new Date(made).getTime() !== madeAt.getTime()) throw new AppError('agreements.draft-changed')
        if (dayIn(madeAt, document.zone).slice(0, 7) <= document.month)
          throw new AppError('agreements.month-running', { month: document.month })
        const changedAt = await newestChange(tx, clientId)
        if (changedAt !== null && changedAt > madeAt) throw new AppError('agreements.draft-changed')
        const changes = outdated(document, fresh)
        if (changes.length > 0) throw new AppError('agreements.draft-outdated', { what: changes.join('; ') })
        const number = await takeInvoiceNumber(tx, Number(dayIn(at, document.zone).slice(0, 4)))
        const sealed = { ...fresh, issuedOn, dueOn: addDays(issuedOn, terms?.paymentDays ?? 0) }
        if (!(await approveInvoice(tx, { clientId, id, madeAt, document: sealed, number, by: actor.name, at })))
          throw new AppError('agreements.draft-changed')
        const data = { month: document.month, number, totalMinor: document.totalMinor, currency: document.currency }
        await recordAudit(tx, { actor, clientId, action: 'agreements.invoice-approved', subject: id, data, at })
        await publish(tx, { topic: 'invoice.approved', clientId, payload: { invoiceId: id, ...data }, at })
        return get(tx, clientId, id)
      })
    },
    csv: async (actor, clientId, id) => {
      const invoice = await numbered(actor, clientId, id)
      return { name: `invoice-${invoice.number}.csv`, text: invoiceCsv(invoice) }
    },
    ubl: async (actor, clientId, id) => {
      const invoice = await numbered(actor, clientId, id)
      const { seller, buyer } = invoice.document
      if (seller === null || buyer === null) throw new AppError('agreements.party-missing', { who: seller === null ? 'seller' : 'buyer' })
      // EN 16931, BR-S-02 and BR-Z-02: who invoices under VAT says under which identifier.
      if (seller.vatId === null) throw new AppError('agreements.party-missing', { who: 'VAT identifier of the seller' })
      const { netMinor, taxBasisPoints, taxMinor } = invoice.document
      // BR-CO-17: the tax is rounded half up, whatever was agreed.
      if (rounded(BigInt(netMinor) * BigInt(taxBasisPoints), 10_000n, 'half-up') !== BigInt(taxMinor))
        throw new AppError('agreements.tax-rounding')
      return { name: `invoice-${invoice.number}.xml`, text: invoiceUbl({ ...invoice, seller, buyer }) }
    },
  }
}

async function makeDocument(
  { database, ports }: AgreementDeps,
  clientId: Id,
  month: string,
  billing: DocumentInput['billing'],
  now: Date,
): Promise<InvoiceDocument> {
  const client = await ports.clientOf(clientId)
  if (client === null) throw new AppError('platform.not-found', { what: 'client' })
  const days = daysOf(month)
  const [first = '', last = ''] = [days[0], days.at(-1)]
  const today = dayIn(now, client.zone)
  const { agreements, records, before } = await database.transaction(oneClient(clientId), async (tx) => ({
    agreements: (await loadAgreements(tx, clientId)).filter((one) => one.startsOn <= last && (currentEnd(one, last) ?? last) >= first),
    records: await loadCoverage(tx, clientId, days),
    before: (await loadInvoice(tx, clientId, { month: previousMonth(month) }))?.document ?? null,
  }))
  // A day more on both sides: what belongs to the month is said by the client's date.
  const around = { from: new Date(Date.parse(first) - 86_400_000), to: new Date(Date.parse(last) + 2 * 86_400_000) }
  const time = (await ports.workedIn(clientId, around))
    .map(({ at, name, minutes }) => ({ day: dayIn(at, client.zone), name, minutes }))
    .filter(({ day }) => day.startsWith(month))
  const common = { month, zone: client.zone, clientName: client.name, billing, today, before, time }
  const { covered, counted: countedDays } = records
  if (agreements.length === 0) return invoiceDocument({ ...common, ...breakFix(billing, first), covered: [], countedDays })
  const { plan, id, ...terms } = commonTerms(agreements)
  const parts = agreements.map((one) => ({
    term: { from: one.startsOn, until: currentEnd(one, last) },
    prices: one.prices,
    minimumMinor: one.minimumMinor,
    timeStepMinutes: one.timeStepMinutes,
  }))
  return invoiceDocument({ ...common, ...terms, plan, agreementId: id, parts, covered, countedDays })
}

type Terms = { id: Id; plan: string; currency: string; rounding: Rounding; taxBasisPoints: number; buyer: StoredAgreement['buyer'] }

/** One invoice has one currency, one rounding, one tax. */
function commonTerms(agreements: readonly StoredAgreement[]): Terms {
  const last = agreements.at(-1)
  if (last === undefined) throw new Error('there is no agreement')
  const { id, currency, rounding, taxBasisPoints, buyer } = last
  if (agreements.some((one) => one.currency !== currency)) throw new AppError('agreements.currencies-mixed')
  if (agreements.some((one) => one.rounding !== rounding || one.taxBasisPoints !== taxBasisPoints))
    throw new AppError('agreements.terms-mixed')
  return { id, plan: agreements.map(({ plan }) => plan).join(', then '), currency, rounding, taxBasisPoints, buyer }
}

/** Without an agreement every hour is billed, and nothing else. */
function breakFix(billing: DocumentInput['billing'], from: string) {
  if (!billing?.breakFix) throw new AppError('agreements.no-break-fix')
  const { currency, hourMinor, timeStepMinutes, taxBasisPoints, rounding } = billing.breakFix
  const term = { from, until: null }
  const prices = [{ kind: 'hour' as const, unitMinor: hourMinor, included: 0, ...term }]
  const parts = [{ term, prices, minimumMinor: 0, timeStepMinutes }]
  return { currency, rounding, taxBasisPoints, parts, plan: 'Break/fix, by time', agreementId: null, buyer: null }
}
