import type { DeviceRow } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { type AppError, type Id, newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import type { Actor } from '../../platform/auth/index.ts'
import { createSystems } from './systems.ts'

const [client, other, till, books] = [newId(), newId(), newId(), newId()]
const proof = (at: string, verdict: 'passed' | 'failed', level: 'L2' | null) => ({ at, result: { verdict, level, rtoSeconds: 4 } })
const recovery = (deviceId: Id, standing: DeviceRecovery['standing'], proofs: ReturnType<typeof proof>[]) =>
  ({
    deviceId,
    hostname: deviceId === till ? 'till' : 'books',
    standing,
    proofs,
    promised: null,
    restorePoints: [],
  }) as unknown as DeviceRecovery

const systemsOf = createSystems({
  healthOf: async () => [{ id: till, hostname: 'till', siteName: 'Quay 4', state: 'ok', cpu: 0.4 } as DeviceRow],
  lastCleanOf: async () => new Map([[till, new Date('2026-11-23T02:00:00Z')]]),
  recoveryOf: async () => [
    recovery(till, 'failed', [proof('2026-11-24T08:00:00Z', 'failed', null), proof('2026-11-20T08:00:00Z', 'passed', 'L2')]),
    recovery(books, 'not-protected', []),
  ],
})
const person = (clients: Actor['clients'], permissions = ['portal.read']): Actor => ({
  kind: 'client',
  id: 'jo',
  name: 'Jo',
  permissions: new Set(permissions),
  clients,
})

test('each system has its state, its standing and the newest test that passed, and nothing of the rest', async () =>
  expect(await systemsOf(person([client]), client)).toEqual({
    systems: [
      {
        deviceId: till,
        hostname: 'till',
        siteName: 'Quay 4',
        state: 'ok',
        standing: 'failed',
        lastCleanAt: '2026-11-23T02:00:00.000Z',
        proof: { at: '2026-11-20T08:00:00Z', level: 'L2', seconds: 4 },
      },
      { deviceId: books, hostname: 'books', siteName: '', state: 'unknown', standing: 'not-protected', lastCleanAt: null, proof: null },
    ],
  }))

test.each([
  [person([client]), other, 'platform.not-found'],
  [person([client], ['reports.read']), client, 'platform.forbidden'],
] as const)('another client is not there, and who may not see the portal is told so: %#', async (actor, of, code) => {
  const refused = await systemsOf(actor, of).catch((error: unknown) => (error as AppError).code)
  expect(refused).toBe(code)
})
