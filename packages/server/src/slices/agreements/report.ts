/** The money of a month in the report: what was billed and why it is not what it was. */
import type { ReportSection } from '@mainstay/contract/reports'
import type { Id } from '@mainstay/kernel'
import { type Database, oneClient } from '../../platform/database/index.ts'
import { shownMoney } from './domain/invoice/shown-money.ts'
import { loadInvoice } from './invoice-store.ts'

/** Only what was approved is said to a client. */
export async function moneySection({ database }: { database: Database }, clientId: Id, month: string): Promise<ReportSection | null> {
  const invoice = await database.transaction(oneClient(clientId), (tx) => loadInvoice(tx, clientId, { month }))
  if (invoice === null || invoice.status !== 'approved') return null
  const { document, number, approved } = invoice
  const money = shownMoney(document.currency)
  const fact = (label: string, value: string) => ({ label, value, tone: 'good' as const, note: null, href: null })
  return {
    id: 'money',
    slot: 'side',
    title: 'What did it cost?',
    sentence:
      document.differences.length === 0
        ? `${money(document.netMinor)} before tax.`
        : `${money(document.netMinor)} before tax, with ${document.differences.length === 1 ? 'one difference' : `${document.differences.length} differences`} from the month before.`,
    tone: 'good',
    facts: document.lines.map(({ text, amountMinor }) => fact(text, money(amountMinor))),
    rows: document.differences.map(({ why, beforeMinor, nowMinor }) => ({
      text: `${money(beforeMinor)} became ${money(nowMinor)}: ${why}`,
      when: null,
      tone: 'good',
    })),
    strip: [],
    source: `invoice ${number ?? ''}`,
    freshAsOf: approved?.at ?? null,
  }
}
