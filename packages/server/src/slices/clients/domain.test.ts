import { newId } from '@mainstay/kernel'
import { expect, test } from 'vitest'
import { addSite, newClient } from './domain.ts'

const now = new Date('2026-11-24T09:00:00Z')
const client = newClient({ id: newId(), siteId: newId(), name: 'Acme', zone: 'Europe/Berlin', now })

test('a new client has a first site, so that a device always stands somewhere', () => {
  expect(client.sites.map((s) => s.name)).toEqual(['Main office'])
})

test('a site name that differs only in case or outer spaces is taken', () => {
  expect(addSite(client, { id: newId(), name: ' main OFFICE ', now })).toEqual({ ok: false, error: 'site-name-taken' })
})

test('a site of another name is added, its name trimmed', () => {
  const result = addSite(client, { id: newId(), name: ' Warehouse ', now })
  expect(result).toMatchObject({ ok: true, value: { name: 'Warehouse', clientId: client.id } })
})
