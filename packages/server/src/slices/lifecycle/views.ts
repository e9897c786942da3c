/** Assets as they are read: with their ages, the end of support of their system, and what a replacement costs. */
import type { Asset, LifecycleSettings, Support } from '@mainstay/contract/lifecycle'
import { agesOf } from './domain/assets/ages.ts'
import { known } from './domain/assets/from-device.ts'
import { type EndOfLife, supportOfSystem, supportOfText } from './domain/assets/support.ts'
import { fieldsOf, type KnownDevice, type StoredAsset } from './store.ts'

type Beside = { device: KnownDevice | null; settings: LifecycleSettings; endOfLife: EndOfLife; today: string }

export function assetWire(row: StoredAsset, { device, settings, endOfLife, today }: Beside): Asset {
  const written = fieldsOf(row)
  const ofMachine = device === null ? {} : { ...withoutEmpty(known(device)), system: written.system || systemText(device) }
  const fields = { ...written, ...ofMachine }
  const support = supportFor(written.system, device, endOfLife, today)
  return {
    ...fields,
    id: row.id,
    clientId: row.client_id,
    revision: row.revision,
    source: row.source,
    deviceId: row.device_id,
    pin: row.pin,
    retiredAt: row.retired_at?.toISOString() ?? null,
    systemIsWritten: written.system !== '',
    support,
    ...agesOf(fields, support, settings, today),
  }
}

/** What a person wrote outweighs what the machine says: they may know the edition. */
function supportFor(written: string, device: KnownDevice | null, endOfLife: EndOfLife, today: string): Support {
  if (written !== '') return supportOfText(written, endOfLife, today)
  if (device === null) return { kind: 'not-known', why: 'Its system is not recorded.' }
  if (device.system === null) return { kind: 'not-known', why: 'Its agent has not said yet what it runs.' }
  return supportOfSystem(device.system, endOfLife, today)
}

function systemText({ system }: KnownDevice): string {
  if (system === null) return ''
  return system.version === null || system.name.includes(system.version) ? system.name : `${system.name} ${system.version}`
}

function withoutEmpty<T extends Record<string, string>>(all: T): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')) as Partial<T>
}
