/** What is read of trust: whose keys are known, and where they lie. */
import { queryOptions } from '@tanstack/react-query'
import type { TrustView, Waiting } from '@mainstay/contract/trust'
import { get } from '../../app/api.ts'

export const trustQuery = queryOptions({
  queryKey: ['trust'],
  queryFn: ({ signal }) => get<TrustView>('/api/trust', {}, signal),
})

/** Commands that wait for a person's signature. */
export const waitingQuery = queryOptions({
  queryKey: ['trust', 'waiting'],
  queryFn: ({ signal }) => get<Waiting>('/api/trust/waiting', {}, signal),
})
