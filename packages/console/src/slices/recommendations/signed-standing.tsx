/** On a client's page: the standing by the rule, where a signed decline changes it, and the way to what was advised. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { Notice } from '../../ui/messages.tsx'
import { standingQuery } from './queries.ts'

export function SignedStanding({ clientId }: { clientId: string }): JSX.Element | null {
  const { data } = useQuery(standingQuery(clientId))
  if (data?.standing !== 'declined') return null
  return (
    <Notice tone="attention" title="Standing: declined. What is missing was offered, and the client signed that they do not want it.">
      <ul>
        {data.reasons
          .filter(({ recommendationId }) => recommendationId !== null)
          .map(({ text, recommendationId }) => (
            <li key={text}>
              <Link to="/recommendations/$recommendationId" params={{ recommendationId: recommendationId ?? '' }}>
                {text}
              </Link>
            </li>
          ))}
      </ul>
    </Notice>
  )
}
