/** What is read and changed of assets and the plan. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  ApprovedPlan,
  Asset,
  AssetFields,
  AssetList,
  Budget,
  ImportAnswer,
  LifecycleSettings,
  OfferedPlan,
  Pins,
  TryPlan,
} from '@mainstay/contract/lifecycle'
import { get, send } from '../../app/api.ts'

export function assetsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['lifecycle', 'assets', clientId],
    queryFn: ({ signal }) => get<AssetList>(`/api/clients/${clientId}/assets`, {}, signal),
  })
}

export function planQuery(clientId: string) {
  return queryOptions({
    queryKey: ['lifecycle', 'plan', clientId],
    queryFn: ({ signal }) => get<OfferedPlan>(`/api/clients/${clientId}/plan`, {}, signal),
  })
}

export function settingsQuery(clientId: string) {
  return queryOptions({
    queryKey: ['lifecycle', 'settings', clientId],
    queryFn: ({ signal }) => get<LifecycleSettings>(`/api/clients/${clientId}/lifecycle-settings`, {}, signal),
  })
}

export function budgetQuery(clientId: string) {
  return queryOptions({
    queryKey: ['lifecycle', 'budget', clientId],
    queryFn: ({ signal }) => get<Budget>(`/api/clients/${clientId}/budget`, {}, signal),
  })
}

export function useAddAsset(clientId: string) {
  return useChange((fields: AssetFields) => send<Asset>('POST', `/api/clients/${clientId}/assets`, fields))
}

export function useEditAsset() {
  return useChange(({ id, ...change }: { id: string; fields: AssetFields; revision: number }) =>
    send<Asset>('PUT', `/api/assets/${id}`, change),
  )
}

export function useRetire() {
  return useChange((id: string) => send('DELETE', `/api/assets/${id}`))
}

export function useImport(clientId: string) {
  return useChange((list: { csv: string; apply: boolean }) => send<ImportAnswer>('POST', `/api/clients/${clientId}/assets/import`, list))
}

export function useSetSettings(clientId: string) {
  return useChange((settings: LifecycleSettings) => send<LifecycleSettings>('PUT', `/api/clients/${clientId}/lifecycle-settings`, settings))
}

/** Changes nothing, so nothing is read anew. */
export function useTry(clientId: string) {
  return useMutation({ mutationFn: (pins: Pins) => send<TryPlan>('POST', `/api/clients/${clientId}/plan/try`, { pins }) })
}

export function usePin(clientId: string) {
  return useChange((pins: Pins) => send<OfferedPlan>('PUT', `/api/clients/${clientId}/plan/pins`, { pins }))
}

export function useApprovePlan(clientId: string) {
  return useChange((sha256: string) => send<ApprovedPlan>('POST', `/api/clients/${clientId}/plan/approve`, { sha256 }))
}

function useChange<T, A>(change: (value: T) => Promise<A>) {
  const cache = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => cache.invalidateQueries({ queryKey: ['lifecycle'] }) })
}
