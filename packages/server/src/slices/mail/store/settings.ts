/** Writes and reads domains, next hops, lists and policy. */
import type { Id } from '@mainstay/kernel'
import type { Tx } from '../../../platform/database/index.ts'
import { mailboxOf } from '../domain/address.ts'
import type { ListEntry } from '../domain/lists.ts'
import type { MailDomain, TlsMode } from '../domain/next-hop.ts'

type SettingsTables = {
  mail_domain: { client_id: string; domain: string; verify_recipients: boolean; waiting_told_at: Date | null; created_at: Date }
  mail_next_hop: { client_id: string; domain: string; priority: number; host: string; port: number; tls: TlsMode }
  mail_list_entry: {
    client_id: string
    id: string
    kind: 'allow' | 'deny'
    recipient: string
    sender: string
    created_at: Date
    created_by: string
  }
  mail_policy: {
    client_id: string
    virus_scanner_away: 'defer' | 'deliver'
    spam_scanner_away: 'defer' | 'deliver'
    digest_hours: number[]
  }
}

export type MailPolicy = { virusScannerAway: 'defer' | 'deliver'; spamScannerAway: 'defer' | 'deliver'; digestHours: number[] }

/** Unscanned for viruses nothing passes; without the second opinion on spam it does. No digest until somebody chooses its hours. */
export const DEFAULT_POLICY: MailPolicy = { virusScannerAway: 'defer', spamScannerAway: 'deliver', digestHours: [] }

/** Of the scope. */
export async function loadDomains(tx: Tx): Promise<MailDomain[]> {
  const t = tx.withTables<SettingsTables>()
  const hops = await t.selectFrom('mail_next_hop').selectAll().orderBy('priority').execute()
  const byDomain = Map.groupBy(hops, (hop) => `${hop.client_id} ${hop.domain}`)
  return (await t.selectFrom('mail_domain').selectAll().orderBy('domain').execute()).map((row) => ({
    clientId: row.client_id,
    domain: row.domain,
    verifyRecipients: row.verify_recipients,
    nextHops: (byDomain.get(`${row.client_id} ${row.domain}`) ?? []).map(({ host, port, priority, tls }) => ({
      host,
      port,
      priority,
      tls,
    })),
  }))
}

export async function saveDomain(tx: Tx, { clientId, domain, verifyRecipients, nextHops }: MailDomain, now: Date): Promise<void> {
  const t = tx.withTables<SettingsTables>()
  await t
    .insertInto('mail_domain')
    .values({ client_id: clientId, domain, verify_recipients: verifyRecipients, waiting_told_at: null, created_at: now })
    .onConflict((oc) => oc.columns(['client_id', 'domain']).doUpdateSet({ verify_recipients: verifyRecipients }))
    .execute()
  await t.deleteFrom('mail_next_hop').where('client_id', '=', clientId).where('domain', '=', domain).execute()
  await t
    .insertInto('mail_next_hop')
    .values(nextHops.map((hop) => ({ client_id: clientId, domain, ...hop })))
    .execute()
}

export async function deleteDomain(tx: Tx, clientId: Id, domain: string): Promise<boolean> {
  const t = tx.withTables<SettingsTables>()
  const { numDeletedRows } = await t
    .deleteFrom('mail_domain')
    .where('client_id', '=', clientId)
    .where('domain', '=', domain)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function loadPolicy(tx: Tx, clientId: Id): Promise<MailPolicy> {
  const row = await tx
    .withTables<SettingsTables>()
    .selectFrom('mail_policy')
    .selectAll()
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row === undefined ? DEFAULT_POLICY : toPolicy(row)
}

/** Of each client: its policy, and the entries that can concern these recipients; in two statements however many they are. */
export async function loadForMessages(
  tx: Tx,
  asked: readonly { clientId: Id; recipients: readonly string[] }[],
): Promise<{ entries: ListEntry[]; policy: MailPolicy }[]> {
  const t = tx.withTables<SettingsTables>()
  const clientIds = [...new Set(asked.map(({ clientId }) => clientId))]
  const policies = await t.selectFrom('mail_policy').selectAll().where('client_id', 'in', clientIds).execute()
  const entries = await t
    .selectFrom('mail_list_entry')
    .select(['client_id', 'id', 'kind', 'recipient', 'sender'])
    .where('client_id', 'in', clientIds)
    .where('recipient', 'in', ['*', ...new Set(asked.flatMap(({ recipients }) => placesOf(recipients)))])
    .orderBy('recipient')
    .orderBy('sender')
    .execute()
  return asked.map(({ clientId, recipients }) => {
    const places = new Set(['*', ...placesOf(recipients)])
    const row = policies.find((one) => one.client_id === clientId)
    return {
      policy: row === undefined ? DEFAULT_POLICY : toPolicy(row),
      entries: entries.flatMap(({ client_id, ...entry }) => (client_id === clientId && places.has(entry.recipient) ? [entry] : [])),
    }
  })
}

/** Mailboxes, and whole domains, to which an entry may belong. */
function placesOf(recipients: readonly string[]): string[] {
  return recipients.map(mailboxOf).flatMap((mailbox) => [mailbox, mailbox.slice(mailbox.lastIndexOf('@'))])
}

function toPolicy(row: SettingsTables['mail_policy']): MailPolicy {
  return { virusScannerAway: row.virus_scanner_away, spamScannerAway: row.spam_scanner_away, digestHours: row.digest_hours }
}

export async function savePolicy(tx: Tx, clientId: Id, policy: MailPolicy): Promise<void> {
  const values = {
    virus_scanner_away: policy.virusScannerAway,
    spam_scanner_away: policy.spamScannerAway,
    digest_hours: policy.digestHours,
  }
  await tx
    .withTables<SettingsTables>()
    .insertInto('mail_policy')
    .values({ client_id: clientId, ...values })
    .onConflict((oc) => oc.column('client_id').doUpdateSet(values))
    .execute()
}

export async function loadLists(tx: Tx, clientId: Id): Promise<ListEntry[]> {
  return await tx
    .withTables<SettingsTables>()
    .selectFrom('mail_list_entry')
    .select(['id', 'kind', 'recipient', 'sender'])
    .where('client_id', '=', clientId)
    .orderBy('recipient')
    .orderBy('sender')
    .execute()
}

export async function saveListEntry(tx: Tx, clientId: Id, entry: ListEntry, by: string, now: Date): Promise<void> {
  const { kind } = entry
  await tx
    .withTables<SettingsTables>()
    .insertInto('mail_list_entry')
    .values({ client_id: clientId, ...entry, created_at: now, created_by: by })
    .onConflict((oc) => oc.columns(['client_id', 'recipient', 'sender']).doUpdateSet({ kind, created_at: now, created_by: by }))
    .execute()
}

export async function deleteListEntry(tx: Tx, clientId: Id, id: Id): Promise<ListEntry | null> {
  const row = await tx
    .withTables<SettingsTables>()
    .deleteFrom('mail_list_entry')
    .where('client_id', '=', clientId)
    .where('id', '=', id)
    .returning(['id', 'kind', 'recipient', 'sender'])
    .executeTakeFirst()
  return row ?? null
}

/** Domains of which it was told that their mail waits. */
export async function toldDomains(tx: Tx): Promise<{ clientId: Id; domain: string }[]> {
  const rows = await tx
    .withTables<SettingsTables>()
    .selectFrom('mail_domain')
    .select(['client_id', 'domain'])
    .where('waiting_told_at', 'is not', null)
    .execute()
  return rows.map((row) => ({ clientId: row.client_id, domain: row.domain }))
}

export async function markTold(tx: Tx, clientId: Id, domain: string, at: Date | null): Promise<void> {
  await tx
    .withTables<SettingsTables>()
    .updateTable('mail_domain')
    .set({ waiting_told_at: at })
    .where('client_id', '=', clientId)
    .where('domain', '=', domain)
    .execute()
}
