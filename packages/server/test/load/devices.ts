/** Devices for load, put into the database directly, with sessions as the server itself issues them. */
import { newId } from '@mainstay/kernel'
import type pg from 'pg'
import type { MasterKey } from '../../src/platform/secrets/master-key.ts'
import { agentToken } from '../devices/agent-token.ts'

export type LoadDevice = { clientId: string; deviceId: string; token: string }

export async function addLoadDevices(superuser: pg.ClientBase, masterKey: MasterKey, count: number): Promise<LoadDevice[]> {
  const [clientId, siteId] = [newId(), newId()]
  await superuser.query("insert into clients_client values ($1, 'Load', 'Etc/UTC', now(), null)", [clientId])
  await superuser.query("insert into clients_site values ($1, $2, 'Office', now())", [clientId, siteId])
  const devices: LoadDevice[] = []
  for (let n = 0; n < count; n++) {
    const deviceId = newId()
    await superuser.query(
      `insert into devices_device (client_id, id, site_id, hostname, os, arch, agent_version, public_key, enrolled_at)
       values ($1, $2, $3, $4, 'linux', 'x64', '1.0.0', $5, now())`,
      [clientId, deviceId, siteId, `load-${n}`, Buffer.from(deviceId)],
    )
    devices.push({ clientId, deviceId, token: agentToken(masterKey, { clientId, deviceId }) })
  }
  return devices
}
