/** When recipients are told what is held for them. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useMay } from '../../app/session.ts'
import { count } from '../../ui/format.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { type MailPolicy, policyQuery, useSendDigests, useSetPolicy } from './queries.ts'
import { hoursOf } from './wording.ts'

export function Digest({ clientId, zone }: { clientId: string; zone: string }): JSX.Element {
  return (
    <Section title="Digest of held mail">
      <Loaded query={useQuery(policyQuery(clientId))} skeleton={<RowsSkeleton rows={1} />}>
        {(policy) => <Hours key={policy.digestHours.join()} clientId={clientId} zone={zone} policy={policy} />}
      </Loaded>
    </Section>
  )
}

function Hours({ clientId, zone, policy }: { clientId: string; zone: string; policy: MailPolicy }): JSX.Element {
  const [text, setText] = useState(policy.digestHours.join(', '))
  const hours = hoursOf(text)
  const save = useSetPolicy(clientId)
  const sendNow = useSendDigests(clientId)
  const mayWrite = useMay('mail.write')
  return (
    <form
      className="card mail-ask"
      onSubmit={(event) => {
        event.preventDefault()
        if (hours !== null) save.mutate({ ...policy, digestHours: hours })
      }}
    >
      <TextInput
        label="Hours of the day"
        description={`In ${zone}, as 8, 16. Empty: nobody is told. Each recipient gets one mail with a link for each message that was held.`}
        value={text}
        readOnly={!mayWrite}
        error={hours === null ? 'Hours are numbers from 0 to 23' : null}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <FormFailure error={save.error ?? sendNow.error} />
      {mayWrite ? (
        <div className="row">
          <Button type="submit" variant="default" disabled={hours === null} loading={save.isPending}>
            Save the hours
          </Button>
          <Button variant="subtle" loading={sendNow.isPending} onClick={() => sendNow.mutate()}>
            Send it now
          </Button>
          <span className="soft" role="status">
            {sendNow.data ? `${count(sendNow.data.sent, 'digest')} sent` : save.isSuccess ? 'Saved' : ''}
          </span>
        </div>
      ) : null}
    </form>
  )
}
