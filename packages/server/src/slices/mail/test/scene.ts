/** A client with domains, and a gateway that takes mail for them, on a database of its own; the DNS is a zone in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Id, newId, systemClock } from '@mainstay/kernel'
import { openTestDatabase, type TestDatabase } from '../../../../test/database.ts'
import type { Actor } from '../../../platform/auth/index.ts'
import { silentLog } from '../../../platform/log/index.ts'
import { createClients } from '../../clients/index.ts'
import type { NextHop } from '../domain/next-hop.ts'
import { createMail, type Desk, type GatewaySettings, type Mail, type Resolve, type Scanner, type Scorer } from '../index.ts'

export type Zone = Record<string, string[]>

/** `TXT name` → texts, `A name` → addresses; what is not there does not exist. */
export function zoneResolve(zone: Zone): Resolve {
  return async (name, type) => {
    const found = zone[`${type} ${name}`]
    if (found === undefined) throw Object.assign(new Error(`${name} is not there`), { code: 'ENOTFOUND' })
    return type === 'TXT' ? found.map((text) => [text]) : found
  }
}

export const technician: Actor = {
  kind: 'staff',
  id: 'tess',
  name: 'Tess',
  permissions: new Set(['mail.read', 'mail.write', 'mail.open', 'clients.write', 'clients.read']),
  clients: 'all',
}

const SETTINGS: GatewaySettings = {
  name: 'mx.provider.example',
  host: '127.0.0.1',
  port: 0,
  tls: null,
  xclientFrom: [],
  proxyFrom: [],
  pollMs: 100,
  leaseMs: 1000,
}

export type Scene = {
  db: TestDatabase
  mail: Mail
  folder: string
  port(): number
  /** A client of its own with this domain. */
  domain(name: string, hops: Partial<NextHop>[], o?: { clientId?: Id; verifyRecipients?: boolean }): Promise<Id>
  rows(): Promise<Record<string, unknown>[]>
  /** Waits until the look at the rows says so. */
  until(what: (rows: Record<string, unknown>[]) => boolean): Promise<Record<string, unknown>[]>
  /** A new gateway on the same folder and database, as after a start. */
  restart(): Promise<void>
  close(): Promise<void>
}

export type SceneOptions = {
  zone?: Zone
  settings?: Partial<GatewaySettings>
  scanners?: readonly Scanner[]
  scorer?: Scorer
  desk?: Desk | null
}

export async function openScene({ zone = {}, settings = {}, scanners = [], scorer, desk = null }: SceneOptions = {}): Promise<Scene> {
  const db = await openTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-mail-'))
  const clients = createClients({ database: db.database, clock: systemClock })
  const make = (): Mail =>
    createMail({
      database: db.database,
      clock: systemClock,
      log: silentLog(),
      folder,
      scanners,
      scorer: scorer ?? null,
      resolve: zoneResolve(zone),
      linkSecret: 'only-for-tests',
      publicUrl: () => 'https://mainstay.example',
      clients: async () => (await clients.service.list(technician)).map(({ id, zone: place }) => ({ id, zone: place })),
      addressOf: async ({ name }) => name,
      desk,
      settings: { ...SETTINGS, ...settings },
    })
  let mail = make()
  await mail.start({ mail: true })
  const rows = () => db.superuser('select * from mail_delivery order by received_at, id')
  return {
    db,
    get mail() {
      return mail
    },
    folder,
    port: () => mail.gateway.port() ?? 0,
    domain: async (name, hops, o = {}) => {
      const clientId =
        o.clientId ?? (await clients.service.create(technician, { name: `Client of ${name} ${newId()}`, zone: 'Europe/Berlin' })).id
      const nextHops = hops.map((hop, n): NextHop => ({ host: '127.0.0.1', port: 25, priority: n + 1, tls: 'opportunistic', ...hop }))
      await mail.settings.setDomain(technician, clientId, name, { verifyRecipients: o.verifyRecipients ?? false, nextHops })
      for (let n = 0; mail.gateway.port() === null && n < 100; n++) await new Promise((later) => setTimeout(later, 20))
      return clientId
    },
    rows,
    until: async (what) => {
      for (let n = 0; ; n++) {
        const found = await rows()
        if (what(found)) return found
        if (n > 200)
          throw new Error(`it did not come to that: ${JSON.stringify(found.map(({ state, last_reply }) => ({ state, last_reply })))}`)
        await new Promise((later) => setTimeout(later, 50))
      }
    },
    restart: async () => {
      await mail.stop()
      mail = make()
      await mail.start({ mail: true })
    },
    close: async () => {
      await mail.stop()
      await db.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
