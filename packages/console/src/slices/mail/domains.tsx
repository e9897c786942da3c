/** A client's domains and the servers that their mail goes on to. */
import { Button, Checkbox, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { domainsQuery, type MailDomain, useRemoveDomain, useSetDomain } from './queries.ts'

const TLS = {
  opportunistic: 'encrypted where it can be',
  required: 'encrypted or not at all',
  verified: 'encrypted, and its certificate must hold',
  none: 'not encrypted',
} as const
type Hop = MailDomain['nextHops'][number]
const NEW: MailDomain = {
  clientId: '',
  domain: '',
  verifyRecipients: true,
  nextHops: [{ host: '', port: 25, priority: 1, tls: 'opportunistic' }],
}

export function Domains({ clientId }: { clientId: string }): JSX.Element {
  const [editing, edit] = useState<MailDomain | null>(null)
  const mayWrite = useMay('mail.write')
  return (
    <Section
      title="Domains"
      aside={
        mayWrite ? (
          <Button variant="default" onClick={() => edit(NEW)}>
            Add a domain
          </Button>
        ) : null
      }
    >
      <Loaded query={useQuery(domainsQuery(clientId))} skeleton={<RowsSkeleton rows={1} />}>
        {({ domains }) =>
          domains.length === 0 ? (
            <Empty title="No mail is taken for this client">
              Add a domain with the server that its mail goes on to, then let the domain’s MX record point here.
            </Empty>
          ) : (
            <ul className="card card-flush">
              {domains.map((one) => (
                <li key={one.domain} className="mail-row">
                  <div className="mail-what">
                    <strong className="mail-break">{one.domain}</strong>
                    {one.nextHops.map(({ host, port, priority, tls }) => (
                      <span key={priority} className="soft mail-break">
                        {priority}. {host}:{port}, {TLS[tls]}
                      </span>
                    ))}
                    <span className="soft">
                      {one.verifyRecipients ? 'Recipients are asked of that server' : 'Every recipient is taken'}
                    </span>
                  </div>
                  {mayWrite ? (
                    <Button variant="subtle" size="compact-sm" onClick={() => edit(one)}>
                      Change<span className="visually-hidden"> {one.domain}</span>
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing === null ? null : <DomainDialog clientId={clientId} before={editing} close={() => edit(null)} />}
    </Section>
  )
}

function DomainDialog({ clientId, before, close }: { clientId: string; before: MailDomain; close: () => void }): JSX.Element {
  const [{ domain, verifyRecipients, nextHops }, setDraft] = useState(before)
  const save = useSetDomain(clientId)
  const remove = useRemoveDomain(clientId)
  const change = (part: Partial<MailDomain>): void => setDraft((now) => ({ ...now, ...part }))
  const changeHop = (at: number, part: Partial<Hop>): void =>
    change({ nextHops: nextHops.map((hop, n) => (n === at ? { ...hop, ...part } : hop)) })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const ordered = nextHops.map((hop, n) => ({ ...hop, priority: n + 1 }))
    save.mutate({ domain: domain.trim(), verifyRecipients, nextHops: ordered }, { onSuccess: close })
  }
  return (
    <Modal opened onClose={close} title={before.domain === '' ? 'Add a domain' : before.domain} centered>
      <form className="stack" onSubmit={submit}>
        {before.domain === '' ? (
          <TextInput label="Domain" required value={domain} onChange={({ currentTarget }) => change({ domain: currentTarget.value })} />
        ) : null}
        {nextHops.map((hop, n) => (
          <fieldset key={hop.priority} className="mail-hop">
            <legend>{n === 0 ? 'Its server' : `When that one is away, number ${n + 1}`}</legend>
            <TextInput
              label="Host"
              required
              value={hop.host}
              onChange={({ currentTarget }) => changeHop(n, { host: currentTarget.value })}
            />
            <NumberInput
              label="Port"
              required
              min={1}
              max={65_535}
              hideControls
              value={hop.port}
              onChange={(value) => changeHop(n, { port: Number(value) })}
            />
            <NativeSelect
              label="The way there"
              value={hop.tls}
              onChange={({ currentTarget }) => changeHop(n, { tls: currentTarget.value as Hop['tls'] })}
              data={Object.entries(TLS).map(([value, label]) => ({ value, label }))}
            />
          </fieldset>
        ))}
        <div>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => change({ nextHops: [...nextHops, { host: '', port: 25, priority: Date.now(), tls: 'opportunistic' }] })}
          >
            Another server for when it is away
          </Button>
        </div>
        <Checkbox
          label="Ask that server whether a recipient exists, before mail is taken"
          checked={verifyRecipients}
          onChange={({ currentTarget }) => change({ verifyRecipients: currentTarget.checked })}
        />
        <FormFailure error={save.error ?? remove.error} />
        <div className="row">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          {before.domain === '' ? null : (
            <Button
              variant="default"
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(before.domain, { onSuccess: close })}
            >
              Take no more mail for it
            </Button>
          )}
        </div>
      </form>
    </Modal>
  )
}
