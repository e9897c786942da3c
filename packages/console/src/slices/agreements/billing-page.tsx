/** The provider's own terms of billing: who sends invoices, and what an hour costs a client without an agreement. */
import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Billing } from '@mainstay/contract/agreements'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { AccountingWebhookPart } from './accounting-webhook.tsx'
import { PartyFields } from './party-fields.tsx'
import { billingQuery, useSetBilling } from './queries.ts'
import { minorOf, money } from './wording.ts'
import '../servicedesk/ticket.css'

const NEW: Billing = { seller: null, iban: null, paymentDays: 14, weekHours: null, breakFix: null }
const NEW_RATE = { currency: 'EUR', hourMinor: 0, timeStepMinutes: 15, taxBasisPoints: 0, rounding: 'half-up' } as const

export function BillingPage(): JSX.Element {
  return (
    <Loaded query={useQuery(billingQuery)} skeleton={<TitleSkeleton />}>
      {({ billing }) => (
        <Page
          title={
            billing?.breakFix
              ? `An hour costs ${money(billing.breakFix.hourMinor, billing.breakFix.currency)} without an agreement`
              : 'Work without an agreement is not billed yet'
          }
          lead="Who sends invoices, and what time costs a client who has no agreement."
        >
          <div className="stack-wide">
            <BillingForm key={JSON.stringify(billing)} before={billing ?? NEW} />
            <AccountingWebhookPart />
          </div>
        </Page>
      )}
    </Loaded>
  )
}

function BillingForm({ before }: { before: Billing }): JSX.Element {
  const [billing, setBilling] = useState(before)
  const [hour, setHour] = useState(() =>
    before.breakFix === null ? '' : (money(before.breakFix.hourMinor, before.breakFix.currency).replaceAll(',', '').split(' ')[0] ?? ''),
  )
  const may = useMay('agreements.write')
  const set = useSetBilling()
  const { breakFix } = billing
  const hourMinor = breakFix !== null && /^[A-Z]{3}$/.test(breakFix.currency) ? minorOf(hour, breakFix.currency) : null
  const change = (part: Partial<Billing>): void => setBilling((now) => ({ ...now, ...part }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (breakFix !== null && hourMinor === null) return
    set.mutate({ ...billing, breakFix: breakFix === null ? null : { ...breakFix, hourMinor: hourMinor ?? 0 } })
  }
  return (
    <form onSubmit={submit}>
      <fieldset className="stack" disabled={!may}>
        <div className="card stack">
          <PartyFields title="Who sends invoices" party={billing.seller} change={(seller) => change({ seller })} />
          <TextInput
            label="IBAN"
            placeholder="DE89370400440532013000"
            value={billing.iban ?? ''}
            onChange={(e) => change({ iban: e.currentTarget.value.replaceAll(' ', '').toUpperCase() || null })}
          />
          <NumberInput
            label="Days to pay"
            min={0}
            max={180}
            value={billing.paymentDays}
            onChange={(days) => change({ paymentDays: Number(days) })}
          />
          <NumberInput
            label="Hours of work that all people have in a week"
            description="Empty: nobody has said it. The hours to come are held against it."
            min={0}
            max={100_000}
            value={billing.weekHours ?? ''}
            onChange={(hours) => change({ weekHours: hours === '' ? null : Math.round(Number(hours)) })}
          />
        </div>
        <div className="card stack">
          <Checkbox
            label="Bill work for clients without an agreement"
            checked={breakFix !== null}
            onChange={(e) => change({ breakFix: e.currentTarget.checked ? NEW_RATE : null })}
          />
          {breakFix === null ? null : (
            <div className="columns-2">
              <TextInput
                label="Currency"
                required
                maxLength={3}
                value={breakFix.currency}
                onChange={(e) => change({ breakFix: { ...breakFix, currency: e.currentTarget.value.toUpperCase() } })}
              />
              <TextInput
                label="An hour"
                required
                placeholder="120.00"
                value={hour}
                error={hour !== '' && hourMinor === null ? 'An amount such as 120.00' : null}
                onChange={(e) => setHour(e.currentTarget.value)}
              />
              <NumberInput
                label="In steps of minutes"
                min={1}
                max={60}
                value={breakFix.timeStepMinutes}
                onChange={(step) => change({ breakFix: { ...breakFix, timeStepMinutes: Number(step) } })}
              />
              <NumberInput
                label="VAT, percent"
                min={0}
                max={100}
                decimalScale={2}
                value={breakFix.taxBasisPoints / 100}
                onChange={(percent) => change({ breakFix: { ...breakFix, taxBasisPoints: Math.round(Number(percent) * 100) } })}
              />
            </div>
          )}
        </div>
        <FormFailure error={set.error} />
        <div>
          <Button type="submit" loading={set.isPending}>
            Save
          </Button>
        </div>
      </fieldset>
    </form>
  )
}
