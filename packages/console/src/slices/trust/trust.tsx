/** Trust: whose keys can command machines here, and where those keys lie. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { TrustView } from '@mainstay/contract/trust'
import { Ago } from '../../ui/ago.tsx'
import { Command } from '../../ui/command.tsx'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, Notice } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { trustQuery, waitingQuery } from './queries.ts'
import { trustTitle } from './wording.ts'

export function Trust(): JSX.Element {
  const trust = useQuery(trustQuery)
  return (
    <Page
      title={trust.data ? trustTitle(trust.data) : 'Trust'}
      lead="This server stores and forwards commands. It holds no key of a person, and the agents obey only such keys."
    >
      <Loaded query={trust} skeleton={<RowsSkeleton rows={2} />}>
        {(view) => <Whole trust={view} />}
      </Loaded>
    </Page>
  )
}

function Whole({ trust }: { trust: TrustView }): JSX.Element {
  return (
    <>
      {trust.keyOnServerMachine ? (
        <Notice tone="attention" title="A signing key lies on the server’s own machine">
          <div className="stack">
            <p>Whoever owns that machine owns both, and could command every device that obeys the key. Move it to a machine of your own:</p>
            <Command text="./mainstay key move --to FILE" />
          </div>
        </Notice>
      ) : null}
      <WaitingPart />
      <Section title="Signing keys that this server knows">
        {trust.signers.length === 0 ? (
          <Empty title="No key is known yet">
            <p>The first start makes the owner’s. A colleague’s key is made known by someone whose key is known already:</p>
            <Command text="./mainstay key trust" />
          </Empty>
        ) : (
          <Signers trust={trust} />
        )}
      </Section>
      <Section title="This server’s own key">
        <div className="card stack">
          <p>
            Agents and signers remember it at their first contact and notice if another server answers in its place. It signs no command.
          </p>
          <Command text={trust.serverPublicKey} label="Public key of this server" />
        </div>
      </Section>
    </>
  )
}

function WaitingPart(): JSX.Element {
  return (
    <Loaded query={useQuery(waitingQuery)} skeleton={<RowsSkeleton rows={1} />}>
      {({ waiting }) =>
        waiting.length === 0 ? null : (
          <Section title={`${count(waiting.length, 'command')} ${waiting.length === 1 ? 'waits' : 'wait'} for a signature`}>
            <Command text="./mainstay sign" />
            <ul className="card card-flush">
              {waiting.map(({ draftId, kind, devices, note, createdAt, signaturesNeeded }) => (
                <li key={draftId}>
                  <div className="list-row">
                    <span className="grow">
                      <strong>
                        {kind} for {count(devices.length, 'device')}
                      </strong>
                      <div className="soft">{note}</div>
                    </span>
                    <span className="soft">needs {count(signaturesNeeded, 'signature')}</span>
                    <Ago at={createdAt} />
                  </div>
                </li>
              ))}
            </ul>
          </Section>
        )
      }
    </Loaded>
  )
}

function Signers({ trust }: { trust: TrustView }): JSX.Element {
  return (
    <TableCard label="Signing keys">
      <table className="table table-stacked">
        <thead>
          <tr>
            <th>Key of</th>
            <th>Lies</th>
            <th>Fingerprint</th>
            <th className="num">Known since</th>
          </tr>
        </thead>
        <tbody>
          {trust.signers.map(({ keyId, name, onServerMachine, addedAt }) => (
            <tr key={keyId}>
              <td>
                <strong>{name}</strong>
              </td>
              <td>
                {onServerMachine ? (
                  <ToneMark tone="attention">on the server’s machine</ToneMark>
                ) : (
                  <ToneMark tone="good">elsewhere</ToneMark>
                )}
              </td>
              <td>
                <code>{keyId.slice(0, 16)}…</code>
              </td>
              <td className="num">
                <Ago at={addedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableCard>
  )
}
