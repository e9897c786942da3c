/** Guides for a client's people: found by words, read, printed. */
import { TextInput } from '@mantine/core'
import { type JSX, useState } from 'react'
import { findGuides } from '../guides/library.ts'
import { AppLink } from '../ui/app-link.tsx'
import { count } from '../ui/format.ts'
import { Icon } from '../ui/icons.tsx'
import { Empty } from '../ui/messages.tsx'
import { PortalPage } from './portal-page.tsx'

export function Guides(): JSX.Element {
  const [text, setText] = useState('')
  const found = findGuides(text)
  return (
    <PortalPage title={text.trim() === '' ? `${count(found.length, 'guide')} in plain words` : `${count(found.length, 'guide')} found`}>
      <TextInput
        aria-label="Search the guides"
        placeholder="Search the guides"
        size="md"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {found.length === 0 ? (
        <Empty title="No guide has these words">Ask your provider, by a request: what is missing here is worth writing.</Empty>
      ) : (
        <ul className="card card-flush">
          {found.map(({ slug, title, first }) => (
            <li key={slug}>
              <AppLink href={`/portal/guides/${slug}`} className="list-row">
                <span className="grow">
                  <strong>{title}</strong>
                  <div className="soft">{first}</div>
                </span>
                <Icon name="next" />
              </AppLink>
            </li>
          ))}
        </ul>
      )}
    </PortalPage>
  )
}
