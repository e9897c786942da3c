/** Where else people may sign in (OpenID Connect): what an owner has configured, and adding, switching off, removing it. */
import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMe } from '../../app/session.ts'
import { Command } from '../../ui/command.tsx'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { Code } from './fields.tsx'
import { NewProvider } from './new-provider.tsx'
import { providersQuery, useChangeProvider, useRemoveProvider } from './queries.ts'

type Provider = { id: string; name: string; issuer: string; domains: string[]; rules: readonly unknown[]; enabled: boolean }
type Asked = { provider: Provider; what: 'switch' | 'remove' }

export function Elsewhere(): JSX.Element {
  const query = useQuery(providersQuery)
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const add = (
    <Button variant="default" onClick={() => setAdding(true)}>
      Add an account provider
    </Button>
  )
  return (
    <Section title="Sign-in with an account elsewhere" aside={add}>
      <Loaded query={query} skeleton={<RowsSkeleton rows={1} />}>
        {({ providers, redirectUri }) => (
          <>
            {providers.length === 0 ? (
              <Empty title="People sign in here alone">
                With OpenID Connect, those whom you have invited sign in with the account that they have at work.
              </Empty>
            ) : (
              <Rows providers={providers} ask={setAsked} />
            )}
            <Modal opened={adding} onClose={() => setAdding(false)} title="Add an account provider" centered>
              {me?.twoFactor ? (
                <div className="stack">
                  <p>Register this address there as the redirect URI:</p>
                  <Command text={redirectUri} label="Redirect URI" />
                  <NewProvider close={() => setAdding(false)} />
                </div>
              ) : (
                <NeedsTwoFactor />
              )}
            </Modal>
          </>
        )}
      </Loaded>
      <Modal opened={asked !== null} onClose={() => setAsked(null)} title={asked ? titleOf(asked) : ''} centered>
        {asked === null ? null : me?.twoFactor ? <Confirm {...asked} close={() => setAsked(null)} /> : <NeedsTwoFactor />}
      </Modal>
    </Section>
  )
}

function titleOf({ provider, what }: Asked): string {
  if (what === 'remove') return `Remove ${provider.name}`
  return provider.enabled ? `Switch ${provider.name} off` : `Switch ${provider.name} on`
}

function NeedsTwoFactor(): JSX.Element {
  return (
    <Notice tone="attention" title="This needs your second step">
      What is set here decides who gets in. Switch the second step on <a href="/account">in your account</a> first.
    </Notice>
  )
}

function Rows({ providers, ask }: { providers: Provider[]; ask: (asked: Asked) => void }): JSX.Element {
  return (
    <ul className="card key-list" aria-label="Account providers">
      {providers.map((provider) => (
        <li key={provider.id}>
          <div className="grow">
            <div className="row">
              <strong>{provider.name}</strong>
              {provider.enabled ? <TonePill tone="good">On</TonePill> : <TonePill tone="attention">Off</TonePill>}
            </div>
            <div className="soft">
              {provider.issuer}, for addresses at {provider.domains.join(', ')}
              {provider.rules.length > 0 ? `; ${count(provider.rules.length, 'rule lets', 'rules let')} in people whom nobody invited` : ''}
            </div>
          </div>
          <div className="row">
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => ask({ provider, what: 'switch' })}
              aria-label={`Switch ${provider.name} ${provider.enabled ? 'off' : 'on'}`}
            >
              {provider.enabled ? 'Switch off' : 'Switch on'}
            </Button>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => ask({ provider, what: 'remove' })}
              aria-label={`Remove ${provider.name}`}
            >
              Remove
            </Button>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Confirm({ provider, what, close }: Asked & { close: () => void }): JSX.Element {
  const [code, setCode] = useState('')
  const change = useChangeProvider()
  const remove = useRemoveProvider()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (what === 'remove') remove.mutate({ id: provider.id, code: code.trim() }, { onSuccess: close })
    else change.mutate({ id: provider.id, enabled: !provider.enabled, code: code.trim() }, { onSuccess: close })
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p>
        {what === 'remove'
          ? 'Nobody can sign in with it any more. People who have no password here need a new link then.'
          : provider.enabled
            ? 'Nobody can sign in with it until it is switched on again.'
            : 'People can sign in with it again.'}
      </p>
      <Code label="The code that your app shows now" value={code} onChange={setCode} />
      <FormFailure error={change.error ?? remove.error} />
      <Button type="submit" loading={change.isPending || remove.isPending}>
        {titleOf({ provider, what })}
      </Button>
    </form>
  )
}
