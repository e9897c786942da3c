/** Who is signed in, for every page. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Me } from '@mainstay/contract/identity'
import { ApiFailure, get } from './api.ts'
import { ME_KEY } from './query-client.ts'

/** `null`: nobody. */
export const meQuery = queryOptions({
  queryKey: ME_KEY,
  staleTime: 5 * 60_000,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await get<Me>('/api/me', {}, signal)
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 'platform.unauthenticated') return null
      throw error
    }
  },
})

export function useMe(): Me | null {
  return useQuery(meQuery).data ?? null
}

/** Whether to offer something at all; the server decides again. */
export function useMay(permission: string): boolean {
  return useMe()?.permissions.includes(permission) ?? false
}
