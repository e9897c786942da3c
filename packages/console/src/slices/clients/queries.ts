/** What is read and changed of clients. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Client, ClientListSchema, NewClient, Site } from '@mainstay/contract/clients'
import { type Answer, get, send } from '../../app/api.ts'

export const clientsQuery = queryOptions({
  queryKey: ['clients', 'list'],
  queryFn: ({ signal }) => get<Answer<typeof ClientListSchema>>('/api/clients', {}, signal),
})

export function clientQuery(clientId: string) {
  return queryOptions({
    queryKey: ['clients', 'one', clientId],
    queryFn: ({ signal }) => get<Client>(`/api/clients/${clientId}`, {}, signal),
  })
}

/** The zone in which a client's times are shown. */
export function useZoneOf(clientId: string | undefined): string | undefined {
  const { data } = useQuery({ ...clientsQuery, enabled: clientId !== undefined })
  return data?.clients.find(({ id }) => id === clientId)?.zone
}

export function useCreateClient() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (client: NewClient) => send<Client>('POST', '/api/clients', client),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['clients'] }),
  })
}

export function useAddSite(clientId: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => send<Site>('POST', `/api/clients/${clientId}/sites`, { name }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['clients'] }),
  })
}
