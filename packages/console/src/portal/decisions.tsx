/** What the provider needs a decision on, and what was decided before. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { PortalDecision } from '@mainstay/contract/recommendations'
import { priceOf } from '../slices/recommendations/wording.ts'
import { AppLink } from '../ui/app-link.tsx'
import { Icon, ToneShape } from '../ui/icons.tsx'
import { Loaded } from '../ui/loaded.tsx'
import { Empty } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { decisionsQuery } from './decision-queries.ts'
import { decisionsTitle, decisionTone, decisionWord } from './decision-words.ts'
import { PortalPage } from './portal-page.tsx'

export function Decisions(): JSX.Element {
  return (
    <Loaded query={useQuery(decisionsQuery)} skeleton={<RowsSkeleton rows={3} />}>
      {({ decisions }) => (
        <PortalPage title={decisionsTitle(decisions)}>
          {decisions.length === 0 ? (
            <Empty title="Here you find what we advise, with its price">
              You accept, decline or put it off, and get a receipt. What you decide stands as you read it; nobody can change it later.
            </Empty>
          ) : (
            <ul className="card card-flush">
              {decisions.map((one) => (
                <li key={one.id}>
                  <Row one={one} />
                </li>
              ))}
            </ul>
          )}
        </PortalPage>
      )}
    </Loaded>
  )
}

function Row({ one }: { one: PortalDecision }): JSX.Element {
  const [advised] = one.content.options
  return (
    <AppLink href={`/portal/decisions/${one.id}`} className="list-row">
      <ToneShape tone={decisionTone[one.state]} size={20} />
      <span className="grow">
        <strong>{one.content.title}</strong>
        <div className="soft">
          {decisionWord(one)}
          {one.state === 'waiting' && advised ? ` · ${priceOf(advised, one.content.currency)}` : ''}
        </div>
      </span>
      <Icon name="next" />
    </AppLink>
  )
}
