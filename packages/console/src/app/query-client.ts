/** The cache of what was read: when to ask again, when to give up, and what signing out empties. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiFailure } from './api.ts'

export const ME_KEY = ['me'] as const

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => forgetWhoIsSignedIn(client, error) }),
    mutationCache: new MutationCache({ onError: (error) => forgetWhoIsSignedIn(client, error) }),
    defaultOptions: {
      queries: { staleTime: 15_000, retry: shouldRetry, refetchOnWindowFocus: true, refetchOnReconnect: true },
    },
  })
  return client
}

/** Only what may pass by itself: a lost connection, a server that restarts. A refusal stays a refusal. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= 2 || !(error instanceof ApiFailure)) return false
  return error.code === 'console.unreachable' || error.status >= 502
}

function forgetWhoIsSignedIn(client: QueryClient, error: Error): void {
  if (error instanceof ApiFailure && error.code === 'platform.unauthenticated') client.setQueryData(ME_KEY, null)
}
