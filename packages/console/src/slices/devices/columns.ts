/** The columns of the device list: which there are, which a person has chosen. */
import type { DeviceListQuery } from '@mainstay/contract/monitoring'

export type Column = {
  id: 'client' | 'site' | 'os' | 'lastSeen' | 'cpu' | 'memory' | 'disk'
  name: string
  sort: DeviceListQuery['sort'] | null
  numeric: boolean
  /** As a track of the grid. */
  width: string
}

export const columns: readonly Column[] = [
  { id: 'client', name: 'Client', sort: 'client', numeric: false, width: 'minmax(100px, 1.2fr)' },
  { id: 'site', name: 'Site', sort: null, numeric: false, width: 'minmax(90px, 1fr)' },
  { id: 'os', name: 'System', sort: null, numeric: false, width: '88px' },
  { id: 'cpu', name: 'CPU', sort: 'cpu', numeric: true, width: '88px' },
  { id: 'memory', name: 'Memory', sort: 'memory', numeric: true, width: '96px' },
  { id: 'disk', name: 'Fullest disk', sort: 'disk', numeric: true, width: '112px' },
  { id: 'lastSeen', name: 'Last seen', sort: 'lastSeen', numeric: true, width: '104px' },
]

const STORED = 'mainstay.devices.columns'
const USUAL: readonly Column['id'][] = ['client', 'cpu', 'memory', 'disk', 'lastSeen']

/** Names that are no longer columns are dropped; order is the table's. */
export function readColumns(stored: string | null): Column[] {
  const chosen = stored === null ? USUAL : stored.split(',')
  return columns.filter(({ id }) => chosen.includes(id))
}

export function storedColumns(): Column[] {
  return readColumns(globalThis.localStorage.getItem(STORED))
}

export function storeColumns(chosen: readonly Column[]): void {
  globalThis.localStorage.setItem(STORED, chosen.map(({ id }) => id).join(','))
}
