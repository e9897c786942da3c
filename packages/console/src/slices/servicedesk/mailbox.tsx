/** The desk's own mailbox: its address, how mail comes in, how answers go out, and what became no ticket. */
import { Button, Checkbox, NativeSelect, NumberInput, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { DeskMail, DeskMailbox, Imap, SmartHost } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure, Notice } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { deskMailQuery, useSetMailbox } from './queries.ts'
import { refusalWords } from './wording.ts'
import './ticket.css'

const IMAP_TLS = { tls: 'TLS from the start', starttls: 'STARTTLS, required', none: 'not encrypted: the same machine' } as const
const SMTP_TLS = {
  verified: 'encrypted, and its certificate must hold',
  required: 'encrypted, whoever it is',
  opportunistic: 'encrypted where it can be',
  none: 'not encrypted',
} as const

export function Mailbox(): JSX.Element {
  return (
    <Loaded query={useQuery(deskMailQuery)} skeleton={<TitleSkeleton />}>
      {(mail) => (
        <Page
          title={mail.mailbox === null ? 'Mail does not become tickets yet' : `Mail to ${mail.mailbox.address} becomes tickets`}
          over={<Link to="/tickets">Tickets</Link>}
          lead="Mail reaches the desk by the mail gateway, when the address’s MX record points here, or out of a mailbox that is read each minute."
        >
          <div className="stack-wide">
            <Poll mailbox={mail.mailbox} />
            <MailboxForm key={mail.mailbox?.setAt ?? 'new'} before={mail.mailbox} />
            <Refused refused={mail.refused} />
          </div>
        </Page>
      )}
    </Loaded>
  )
}

function Poll({ mailbox }: { mailbox: DeskMailbox | null }): JSX.Element | null {
  if (!mailbox?.imap) return null
  const { poll, imap } = mailbox
  if (poll === null)
    return (
      <Notice tone="unknown" title={`The mailbox at ${imap.host} was not read yet`}>
        It is within a minute. What lies in it by then stays there; what comes afterwards becomes tickets.
      </Notice>
    )
  return poll.trouble === null ? (
    <Notice tone="good" title={`The mailbox at ${imap.host} is read`}>
      The last time <Ago at={poll.at} />.
    </Notice>
  ) : (
    <Notice tone="broken" title={`The mailbox at ${imap.host} cannot be read`}>
      It says: “{poll.trouble}”. Nothing is lost: what lies there is taken when it answers again. Tried <Ago at={poll.at} />.
    </Notice>
  )
}

const NEW_IMAP: Imap = { host: '', port: 993, tls: 'tls', user: '', folder: 'INBOX', trusts: '' }
const NEW_HOST: SmartHost = { host: '', port: 587, tls: 'verified', user: null }

function MailboxForm({ before }: { before: DeskMailbox | null }): JSX.Element {
  const [address, setAddress] = useState(before?.address ?? '')
  const [name, setName] = useState(before?.name ?? '')
  const [imap, setImap] = useState(before?.imap ?? null)
  const [smartHost, setSmartHost] = useState(before?.smartHost ?? null)
  const [imapPassword, setImapPassword] = useState('')
  const [hostPassword, setHostPassword] = useState('')
  const may = useMay('servicedesk.settings')
  const set = useSetMailbox()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    set.mutate({
      address,
      name,
      imap: imap === null ? null : { ...imap, ...(imapPassword === '' ? {} : { password: imapPassword }) },
      smartHost: smartHost === null ? null : { ...smartHost, ...(hostPassword === '' ? {} : { password: hostPassword }) },
    })
  }
  return (
    <form className="stack-wide" onSubmit={submit}>
      <fieldset className="stack-wide" disabled={!may}>
        <Section title="Address">
          <div className="card stack">
            <TextInput
              label="The desk’s address"
              required
              placeholder="help@your-firm.example"
              value={address}
              onChange={(e) => setAddress(e.currentTarget.value)}
            />
            <TextInput
              label="Its name, as clients read it"
              required
              placeholder="Your Firm, service desk"
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
          </div>
        </Section>
        <Section title="A mailbox to read">
          <div className="card stack">
            <Checkbox
              label="Read a mailbox over IMAP each minute"
              checked={imap !== null}
              onChange={(e) => setImap(e.currentTarget.checked ? NEW_IMAP : null)}
            />
            {imap === null ? null : (
              <ImapFields
                imap={imap}
                change={setImap}
                password={imapPassword}
                setPassword={setImapPassword}
                kept={before?.imap !== null && before !== null}
              />
            )}
          </div>
        </Section>
        <Section title="The way out">
          <div className="card stack">
            <p className="soft">
              Answers to domains of the mail gateway go straight to their servers. All others need a server that takes mail from us.
            </p>
            <Checkbox
              label="Send over a smart host"
              checked={smartHost !== null}
              onChange={(e) => setSmartHost(e.currentTarget.checked ? NEW_HOST : null)}
            />
            {smartHost === null ? null : (
              <HostFields
                host={smartHost}
                change={setSmartHost}
                password={hostPassword}
                setPassword={setHostPassword}
                kept={before?.smartHost?.user != null}
              />
            )}
          </div>
        </Section>
      </fieldset>
      <FormFailure error={set.error} />
      {may ? (
        <div>
          <Button type="submit" loading={set.isPending}>
            Save
          </Button>
        </div>
      ) : (
        <p className="soft">An owner or a planner can change this.</p>
      )}
    </form>
  )
}

type Fields<T> = { change: (to: T) => void; password: string; setPassword: (to: string) => void; kept: boolean }

function ImapFields({ imap, change, password, setPassword, kept }: Fields<Imap> & { imap: Imap }): JSX.Element {
  return (
    <>
      <ServerFields place={imap} change={change} ways={IMAP_TLS} />
      <TextInput
        label="User"
        required
        autoComplete="off"
        value={imap.user}
        onChange={(e) => change({ ...imap, user: e.currentTarget.value })}
      />
      <Password password={password} setPassword={setPassword} kept={kept} />
      <TextInput label="Folder" required value={imap.folder} onChange={(e) => change({ ...imap, folder: e.currentTarget.value })} />
      <TextInput
        label="Whose word on senders is believed"
        description="The name at the beginning of the Authentication-Results that this mailbox’s server writes. Without it no sender is proven, and mail opens no ticket."
        placeholder="mx.your-host.example"
        value={imap.trusts}
        onChange={(e) => change({ ...imap, trusts: e.currentTarget.value })}
      />
    </>
  )
}

function HostFields({ host, change, password, setPassword, kept }: Fields<SmartHost> & { host: SmartHost }): JSX.Element {
  return (
    <>
      <ServerFields place={host} change={change} ways={SMTP_TLS} />
      <TextInput
        label="User"
        description="Empty where it takes mail without one."
        autoComplete="off"
        value={host.user ?? ''}
        onChange={(e) => change({ ...host, user: e.currentTarget.value || null })}
      />
      {host.user === null ? null : <Password password={password} setPassword={setPassword} kept={kept} />}
    </>
  )
}

type Server = { host: string; port: number; tls: string }
type ServerProps<T extends Server> = { place: T; change: (to: T) => void; ways: Record<T['tls'], string> }

/** Where it is, and how the way there is kept from others. */
function ServerFields<T extends Server>({ place, change, ways }: ServerProps<T>): JSX.Element {
  return (
    <>
      <TextInput label="Server" required value={place.host} onChange={(e) => change({ ...place, host: e.currentTarget.value })} />
      <NumberInput
        label="Port"
        required
        min={1}
        max={65_535}
        hideControls
        value={place.port}
        onChange={(port) => change({ ...place, port: Number(port) })}
      />
      <NativeSelect
        label="Encryption"
        value={place.tls}
        data={Object.entries<string>(ways).map(([value, label]) => ({ value, label }))}
        onChange={(e) => change({ ...place, tls: e.currentTarget.value })}
      />
    </>
  )
}

function Password({ password, setPassword, kept }: { password: string; setPassword: (to: string) => void; kept: boolean }): JSX.Element {
  return (
    <PasswordInput
      label="Password"
      description={kept ? 'Kept in the vault. Leave it empty to keep it as it is.' : 'It is kept in the vault and never shown again.'}
      autoComplete="new-password"
      value={password}
      onChange={(e) => setPassword(e.currentTarget.value)}
    />
  )
}

function Refused({ refused }: { refused: DeskMail['refused'] }): JSX.Element {
  return (
    <Section title="What became no ticket">
      {refused.length === 0 ? (
        <Empty title="Nothing was refused">Mail whose sender is not proven, or is nobody’s, is named here, with the reason.</Empty>
      ) : (
        <TableCard label="Mail that became no ticket">
          <table className="table">
            <thead>
              <tr>
                <th>When</th>
                <th>From</th>
                <th>Subject</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {refused.map(({ id, at, sender, subject, reason }) => (
                <tr key={id}>
                  <td>
                    <Ago at={at} />
                  </td>
                  <td className="mail-break">{sender || 'nobody'}</td>
                  <td className="mail-break">{subject || '(no subject)'}</td>
                  <td>{refusalWords[reason] ?? reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableCard>
      )}
    </Section>
  )
}
