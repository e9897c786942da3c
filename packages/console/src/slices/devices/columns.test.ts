import { expect, test } from 'vitest'
import { readColumns } from './columns.ts'

const ids = (stored: string | null) => readColumns(stored).map(({ id }) => id)

test('whoever has not chosen sees the usual columns', () => expect(ids(null)).toEqual(['client', 'cpu', 'memory', 'disk', 'lastSeen']))

test('chosen columns keep the order of the table, and names of old ones are dropped', () =>
  expect(ids('disk,site,gone')).toEqual(['site', 'disk']))

test('no column at all can be chosen: host and state always stand', () => expect(ids('')).toEqual([]))
