/** Installations for the tests of export and import: made, filled with awkward rows in every table, and compared row by row. */
import { copyFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '@mainstay/kernel'
import pg from 'pg'
import { readEnvironment } from '../../src/platform/config/index.ts'
import { connectDatabase, reachDatabase } from '../../src/platform/database/index.ts'
import { createJobs, defineJob } from '../../src/platform/jobs/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { loadOrCreateMasterKey } from '../../src/platform/secrets/master-key.ts'
import { storedTables } from '../../src/platform/transfer/catalogue.ts'
import { z } from 'zod'
import { seedTenantRows } from '../route-walk/tenant-rows.ts'

export type Installation = {
  dataFolder: string
  databaseUrl: string | undefined
  /** What export and import are asked with. */
  place: { dataFolder: string; environment: ReturnType<typeof readEnvironment>; log: ReturnType<typeof silentLog> }
  remove(): void
}

/** `keyFrom`: the master key of another, as a move takes it along. */
export function installation(o: { databaseUrl?: string; keyFrom?: Installation }): Installation {
  const dataFolder = mkdtempSync(join(tmpdir(), 'mainstay-move-'))
  chmodSync(dataFolder, 0o711)
  if (o.keyFrom) copyFileSync(join(o.keyFrom.dataFolder, 'master.key'), join(dataFolder, 'master.key'))
  const environment = readEnvironment(o.databaseUrl === undefined ? {} : { MAINSTAY_DATABASE_URL: o.databaseUrl })
  return {
    dataFolder,
    databaseUrl: o.databaseUrl,
    place: { dataFolder, environment, log: silentLog() },
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}

export function open(one: Installation): ReturnType<typeof connectDatabase> {
  const masterKey = loadOrCreateMasterKey(join(one.dataFolder, 'master.key'))
  return connectDatabase({ dataFolder: one.dataFolder, databaseUrl: one.databaseUrl, masterKey, log: silentLog() })
}

/** Looks behind the walls, with nothing migrated or made. */
export async function asSuperuser<T>(one: Installation, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const masterKey = loadOrCreateMasterKey(join(one.dataFolder, 'master.key'))
  const reached = await reachDatabase({ dataFolder: one.dataFolder, databaseUrl: one.databaseUrl, masterKey, log: silentLog() })
  const client = new pg.Client({ ...reached.admin.config, database: reached.admin.database })
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => {})
    await reached.stop()
  }
}

/** Two clients with a row in every table of theirs, values that text formats trip over, and jobs that wait. Returns the clients' ids. */
export async function fill(one: Installation): Promise<[string, string]> {
  const running = await open(one)
  const jobs = createJobs({ pool: running.database.pool('jobs'), log: silentLog() })
  await jobs.start([pendingJob(async () => {})], { work: false })
  await jobs.send('move.pending', { text: 'still to be done, "quoted"\n' })
  await jobs.stop()
  await running.stop()
  const [first, second] = [newId(), newId()]
  await asSuperuser(one, async (client) => {
    await client.query('select monitoring_ensure_month(current_date), mail_ensure_month(current_date)')
    const db = { superuser: async (text: string, values?: unknown[]) => (await client.query(text, values)).rows }
    for (const id of [first, second]) {
      const { left } = await seedTenantRows(db, id, { overrides: OVERRIDES })
      if (left.length > 0) throw new Error(left.join('\n'))
    }
    for (const statement of AWKWARD) await client.query(statement.replaceAll('$client', first))
  })
  return [first, second]
}

export function pendingJob(run: (text: string) => Promise<void>) {
  return defineJob({ name: 'move.pending', payload: z.object({ text: z.string() }), run: ({ text }) => run(text) })
}

const OVERRIDES = {
  'agreements_agreement.currency': () => 'USD',
  'clients_client.zone': () => 'Europe/Berlin',
  'devices_device.public_key': (_: string, marker: string) => marker.padEnd(32, '.'),
  'mail_delivery.words': (_: string, marker: string) => `'${marker.toLowerCase()}'`,
  // The catalogue's would name a row that is not there.
  'recommendations_recommendation.supersedes': () => null,
  'reports_report.sha256': () => 'ab'.repeat(32),
}

const PROVIDER = '00000000-0000-0000-0000-000000000000'

const AWKWARD = [
  `insert into clients_site (client_id, id, name, created_at) values
    ('$client', gen_random_uuid(), '', now()), ('$client', gen_random_uuid(), e'\\\\N', 'infinity'), ('$client', gen_random_uuid(), e'a,"b"\\n\\\\.\\r\\nü\\t', '0044-03-15 12:00:00.000001+00 BC')`,
  `insert into identity_person values ('${PROVIDER}', gen_random_uuid(), 'a@example.org', 'Ada', 'technician', array['$client']::uuid[], now(), null),
    ('${PROVIDER}', gen_random_uuid(), 'b@example.org', 'Bo', 'owner', null, now(), now())`,
  `insert into identity_setup values ('${PROVIDER}', '\\x01', now(), null)`,
  `insert into identity_invitation select client_id, id, '\\x02', now(), now() + interval '1 day' from identity_person where email = 'a@example.org'`,
  `insert into identity_token (client_id, id, person_id, name, secret_hash, scopes, created_at, expires_at)
    select client_id, gen_random_uuid(), id, 'of a script', '\\x03', '{devices.read}', now(), now() + interval '1 year' from identity_person where email = 'a@example.org'`,
  `insert into servicedesk_mailbox values ('${PROVIDER}', 'help@example.org', 'Help', '{"host": "h"}', '\\x01', null, null, now(), 'Ada')`,
  `insert into servicedesk_mailbox_place values ('${PROVIDER}', 'help@h/INBOX', '1', 4294967295, now(), null)`,
  `insert into servicedesk_refused_mail values ('${PROVIDER}', gen_random_uuid(), now(), 'x@example.org', 'ü', 'loop')`,
  `insert into servicedesk_canned_reply values ('${PROVIDER}', gen_random_uuid(), 'Hello', e'Hi,\\n', now(), 'Ada')`,
  `insert into agreements_billing values ('${PROVIDER}', '{"iban": null}', now(), 'Ada')`,
  `insert into servicedesk_rota values ('${PROVIDER}', '{"shifts": []}', now(), 'Ada')`,
  `insert into agreements_number values ('${PROVIDER}', 2026, 7)`,
  `insert into servicedesk_template values ('${PROVIDER}', gen_random_uuid(), 'New', 'New', 'x', 'normal', '{a,b}', '{"One, two"}', now(), 'Ada')`,
  `insert into servicedesk_set_aside values ('${PROVIDER}', 'help@h/INBOX', '1', 7, 'x@example.org', 'ü', 'away', 1, now(), now())`,
  `insert into agreements_webhook values ('${PROVIDER}', 'https://a.example/', '\\x01', now(), 'Ada', null, null, null)`,
  `insert into audit_leaf (index, client_id, entry_id, leaf) values (0, '$client', gen_random_uuid(), '\\x00ff')`,
  `insert into audit_node values (0, 0, '\\x00ff')`,
  `insert into audit_checkpoint values (1, '\\x00ff', now(), 'signature')`,
  `update audit_head set size = 1, peaks = array['\\x00ff'::bytea, '\\x'::bytea]`,
  `insert into audit_pending values ('$client', gen_random_uuid(), '\\x00')`,
  `insert into identity_auth."user" values ('u1', 'Ada', 'a@example.org', true, null, now(), now(), null)`,
  `insert into identity_auth."session" (id, token, "userId", "expiresAt", "createdAt", "updatedAt") values ('s1', 'a session of Ada', 'u1', now() + interval '1 day', now(), now())`,
  `insert into identity_auth.verification (id, identifier, value, "expiresAt", "createdAt", "updatedAt") values ('v1', 'a@example.org', 'a code of Ada', now() + interval '1 day', now(), now())`,
  `insert into identity_auth.challenge values ('\\x01', 'passkey', 'p1', '{"challenge": "a question to Ada"}', now() + interval '1 hour')`,
  `insert into trust_enrolment_token (client_id, id, secret_hash, genesis_hash, created_by, created_at, expires_at, used_at, used_by)
    values ('$client', gen_random_uuid(), 'hash of a used one', 'g', 'Ada', now(), now(), now(), 'key of a machine'),
      ('$client', gen_random_uuid(), 'hash of a live one', 'g', 'Ada', now(), now() + interval '1 day', null, null)`,
  `insert into identity_auth.code_used values ('u1', '123456', now())`,
  `insert into outbox_event values (gen_random_uuid(), '$client', 'thing.happened', 'null', now()), (gen_random_uuid(), '$client', 'thing.happened', '{"n": 1.00000000000000000001, "s": "\\u2028\\""}', now())`,
  `insert into monitoring_head (slot, hour, blob) select n % 8, n, decode(repeat('00ff5c', n), 'hex') from generate_series(1, 300) n`,
  `insert into monitoring_lease values ('watch', gen_random_uuid(), now())`,
  `insert into monitoring_rollup (client_id, device_id, series, day, n, min, max, sum, hour_n, hour_min, hour_max, hour_sum) values
    ('$client', gen_random_uuid(), 2, current_date, 1, 'NaN', 'Infinity', 0.1::float8 + 0.2::float8, '{1,null}', '{NaN}', '{-Infinity}', '{5e-324}')`,
  `select setval('trust_envelope_position', 4711)`,
]

/** Count and digest of the rows of every table, of those that an export holds or of all, and where the sequences stand. */
export async function contents(one: Installation, rowsOf: 'export' | 'all' = 'export'): Promise<Record<string, string>> {
  return asSuperuser(one, async (client) => {
    await client.query("set timezone = 'UTC'; set extra_float_digits = 1")
    const found: Record<string, string> = {}
    for (const { schema, name, travels } of await storedTables(client)) {
      const table = `${schema}."${name}"`
      const { rows } = await client.query<{ digest: string }>(
        `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text collate "C")), '') as digest from ${table} t where ${rowsOf === 'all' ? 'true' : travels}`,
      )
      found[table] = rows[0]?.digest ?? ''
    }
    const { rows } = await client.query<{ value: string }>('select last_value::text as value from trust_envelope_position')
    return { ...found, sequence: rows[0]?.value ?? '' }
  })
}
