/** Where accounting is told of approved invoices; the secret is shown once. */
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure, Notice } from '../../ui/messages.tsx'
import { Section } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { useSetWebhook, webhookQuery } from './queries.ts'

export function AccountingWebhookPart(): JSX.Element {
  const [url, setUrl] = useState('')
  const may = useMay('agreements.write')
  const set = useSetWebhook()
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    set.mutate(url, { onSuccess: () => setUrl('') })
  }
  const secret = set.data?.secret ?? null
  return (
    <Section title="Accounting">
      <div className="card stack">
        <Loaded query={useQuery(webhookQuery)} skeleton={<RowsSkeleton rows={1} />}>
          {({ webhook }) =>
            webhook === null ? (
              <p className="soft">Accounting is not told. Each approved invoice can be sent to it, signed as Standard Webhooks.</p>
            ) : (
              <div className="stack-tight">
                <p className="mail-break">
                  Approved invoices go to <strong>{webhook.url}</strong>
                </p>
                {webhook.last === null ? (
                  <p className="soft">None was approved since.</p>
                ) : webhook.last.trouble === null ? (
                  <p className="soft">
                    Invoice {webhook.last.number} was taken <Ago at={webhook.last.at} />.
                  </p>
                ) : (
                  <Notice
                    tone="attention"
                    title={`Invoice ${webhook.last.number} was not taken: ${webhook.last.trouble}. It is tried again.`}
                  />
                )}
                {may ? (
                  <div>
                    <Button variant="default" onClick={() => set.mutate(null)}>
                      Tell it no more
                    </Button>
                  </div>
                ) : null}
              </div>
            )
          }
        </Loaded>
        {secret === null ? null : (
          <Notice tone="attention" title="The secret, shown this once: give it to accounting">
            <code className="mail-break">{secret}</code>
          </Notice>
        )}
        {may ? (
          <form className="row" onSubmit={submit} aria-label="Where accounting is told">
            <TextInput
              label="Its address"
              type="url"
              placeholder="https://"
              required
              value={url}
              onChange={(e) => setUrl(e.currentTarget.value)}
            />
            <Button type="submit" variant="default" mt="auto" loading={set.isPending}>
              Tell accounting there
            </Button>
          </form>
        ) : null}
        <FormFailure error={set.error} />
      </div>
    </Section>
  )
}
