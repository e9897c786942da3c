import { expect, test } from 'vitest'
import { portalPlaces } from './places.ts'

test('nobody is shown a way to what they may not see', () => {
  expect(portalPlaces(['portal.read']).map(({ name }) => name)).toEqual(['Home', 'Your systems', 'Held mail', 'Guides'])
  expect(portalPlaces(['portal.read', 'reports.read']).map(({ name }) => name)).toEqual([
    'Home',
    'Reports',
    'Your systems',
    'Held mail',
    'Guides',
  ])
  const manager = ['portal.read', 'portal.decisions', 'portal.budget']
  expect(portalPlaces(manager).map(({ name }) => name)).toEqual([
    'Home',
    'Decisions',
    'Recovery plan',
    'Budget',
    'Your systems',
    'Held mail',
    'Guides',
  ])
  expect(portalPlaces([]).map(({ name }) => name)).toEqual(['Home'])
})
