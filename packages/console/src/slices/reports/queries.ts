/** What is read of reports, and the way from a draft to an approved one. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReportListSchema, ReportView, UnprintableTexts } from '@mainstay/contract/reports'
import { type Answer, get, send } from '../../app/api.ts'

export type ReportList = Answer<typeof ReportListSchema>
export type ReportItem = ReportList['reports'][number]

export const reportsQuery = queryOptions({
  queryKey: ['reports', 'list'],
  queryFn: ({ signal }) => get<ReportList>('/api/reports', {}, signal),
})

export function clientReportsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['reports', 'of-client', clientId],
    queryFn: ({ signal }) => get<ReportList>(`/api/clients/${clientId}/reports`, {}, signal),
  })
}

export function reportQuery(reportId: string) {
  return queryOptions({
    queryKey: ['reports', 'one', reportId],
    queryFn: ({ signal }) => get<ReportView>(`/api/reports/${reportId}`, {}, signal),
  })
}

/** `version`: of the texts that were read; others are asked about anew. */
export function unprintableQuery({ reportId, version }: { reportId: string; version: string }) {
  return queryOptions({
    queryKey: ['reports', 'unprintable', reportId, version],
    queryFn: ({ signal }) => get<UnprintableTexts>(`/api/reports/${reportId}/unprintable`, {}, signal),
  })
}

export function useDraftReport() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ clientId, month, replaces }: { clientId: string; month: string; replaces?: string }) =>
      send<ReportView>('POST', `/api/clients/${clientId}/reports`, { month, ...(replaces ? { replaces } : {}) }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['reports'] }),
  })
}

export function useWriteParagraph(reportId: string) {
  return useReportChange(reportId, (text: string) => send<ReportView>('PUT', `/api/reports/${reportId}/paragraph`, { text }))
}

export type Approval = { dataAsOf: string; beforeMonthEnds?: boolean }

/** `dataAsOf` of what was read: a draft that has changed since is not approved unseen. */
export function useApprove(reportId: string) {
  return useReportChange(reportId, (approval: Approval) => send<ReportView>('POST', `/api/reports/${reportId}/approve`, approval))
}

function useReportChange<T>(reportId: string, change: (value: T) => Promise<ReportView>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (view) => {
      cache.setQueryData(reportQuery(reportId).queryKey, view)
      return cache.invalidateQueries({ queryKey: ['reports'] })
    },
  })
}
