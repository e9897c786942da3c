/** What is read of health: last values, series over time, alerts, incidents. */
import { queryOptions } from '@tanstack/react-query'
import type { AlertListSchema, IncidentListSchema, LatestValues, SeriesAnswer } from '@mainstay/contract/monitoring'
import { type Answer, get } from '../../app/api.ts'

export type AlertList = Answer<typeof AlertListSchema>
export type IncidentList = Answer<typeof IncidentListSchema>

/** `hours` back from now. A longer window is asked for less often: a new point would not move it by a pixel. */
export function seriesQuery(deviceId: string, name: string, hours: number) {
  return queryOptions({
    queryKey: ['devices', 'series', deviceId, name, hours],
    queryFn: ({ signal }) => {
      const to = Date.now()
      const from = to - hours * 3_600_000
      return get<SeriesAnswer>(
        `/api/devices/${deviceId}/series`,
        { name, from: new Date(from).toISOString(), to: new Date(to).toISOString(), points: 300 },
        signal,
      )
    },
    refetchInterval: Math.max(10_000, hours * 10_000),
    placeholderData: (previous) => previous,
  })
}

/** When the newest measurement was made; null: nothing was measured lately. */
export function lastMeasuredQuery(deviceId: string) {
  return queryOptions({
    queryKey: ['devices', 'latest', deviceId],
    queryFn: ({ signal }) => get<LatestValues>(`/api/devices/${deviceId}/latest`, {}, signal),
    select: ({ values }): string | null =>
      values.reduce<string | null>((newest, { at }) => (newest === null || at > newest ? at : newest), null),
    refetchInterval: 15_000,
  })
}

export function alertsQuery(filter: { clientId?: string; deviceId?: string; open: boolean; page?: number }) {
  return queryOptions({
    queryKey: ['monitoring', 'alerts', filter],
    queryFn: ({ signal }) => get<AlertList>('/api/alerts', { ...filter, pageSize: 100 }, signal),
  })
}

export function openIncidentsQuery(clientId?: string) {
  return queryOptions({
    queryKey: ['monitoring', 'incidents', clientId ?? 'all'],
    queryFn: ({ signal }) => get<IncidentList>('/api/incidents', { clientId, open: true, pageSize: 100 }, signal),
  })
}
