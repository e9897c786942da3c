/** Use cases of hours and targets: read those of a client, set a new version of them. */
import type { DeskSettings, SetDeskSettings } from '@mainstay/contract/servicedesk'
import { AppError, type Clock, type Id } from '@mainstay/kernel'
import { recordAudit } from '../../platform/audit/index.ts'
import { type Actor, authorise } from '../../platform/auth/index.ts'
import { type Database, oneClient, type Tx } from '../../platform/database/index.ts'
import { checkSettings } from './domain/check-settings.ts'
import type { DeskPorts } from './ports.ts'
import { currentSettings, insertSettings, type Settings } from './settings-store.ts'

export type SettingsService = {
  get(actor: Actor, clientId: Id): Promise<DeskSettings>
  /** Holds for tickets that are opened from now on. Throws servicedesk.sla-rule for hours without an open minute. */
  set(actor: Actor, clientId: Id, input: SetDeskSettings): Promise<DeskSettings>
}

type Deps = { database: Database; clock: Clock; ports: Pick<DeskPorts, 'clientOf'> }

export function createSettingsService({ database, clock, ports }: Deps): SettingsService {
  const current = async (tx: Tx, clientId: Id): Promise<Settings> => {
    const client = await ports.clientOf(clientId)
    if (client === null) throw new AppError('platform.not-found', { what: 'client' })
    return currentSettings(tx, client, clock.now())
  }
  return {
    get: async (actor, clientId) => {
      authorise(actor, 'servicedesk.read', clientId)
      return wire(await database.transaction(oneClient(clientId), (tx) => current(tx, clientId)))
    },
    set: async (actor, clientId, { from, calendar, policy }) => {
      authorise(actor, 'servicedesk.settings', clientId)
      const now = clock.now()
      checkSettings(policy, calendar, now)
      return database.transaction(oneClient(clientId), async (tx) => {
        const before = await current(tx, clientId)
        const settings: Settings = { version: before.version + 1, calendar, policy, set: true, madeAt: now, madeBy: actor.name }
        const saved = before.version === from && (await insertSettings(tx, clientId, settings))
        if (!saved) throw new AppError('servicedesk.settings-changed')
        const data = { version: settings.version, calendar, policy }
        await recordAudit(tx, { actor, clientId, action: 'servicedesk.settings-set', subject: clientId, data, at: now })
        return wire(settings)
      })
    },
  }
}

function wire({ madeAt, ...settings }: Settings): DeskSettings {
  return { ...settings, madeAt: madeAt.toISOString() }
}
