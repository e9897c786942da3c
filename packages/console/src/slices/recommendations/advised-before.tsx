/** Beside something that happened: what was advised before, and was not taken. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { Section } from '../../ui/page.tsx'
import { advisedQuery } from './queries.ts'
import { stateWord } from './wording.ts'

export function AdvisedBefore(props: { clientId: string; deviceId: string | null; before: string }): JSX.Element | null {
  const { data } = useQuery(advisedQuery(props))
  if (data === undefined || data.recommendations.length === 0) return null
  return (
    <Section title="Advised before">
      <ul className="card card-flush">
        {data.recommendations.map(({ id, content, decision }) => (
          <li key={id}>
            <Link to="/recommendations/$recommendationId" params={{ recommendationId: id }} className="list-row">
              <span className="grow">
                <strong>{content.title}</strong>
                {decision ? (
                  <div className="soft">
                    {stateWord[decision.answer]} by {decision.by} on {decision.at.slice(0, 10)}
                  </div>
                ) : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
