/** What the portal reads of a firm's own systems. */
import { queryOptions } from '@tanstack/react-query'
import type { ClientSystems } from '@mainstay/contract/reports'
import { get } from '../app/api.ts'

export function systemsQuery(clientId: string) {
  return queryOptions({
    // Both what is measured and what is proven change it.
    queryKey: ['recovery', 'systems', clientId],
    queryFn: ({ signal }) => get<ClientSystems>(`/api/clients/${clientId}/systems`, {}, signal),
    refetchInterval: 30_000,
  })
}
