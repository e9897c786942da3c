/** What an outage costs the firm: its own figures, an hour of everything standing still, and each outage that was recorded. */
import { Button, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type JSX, type SubmitEvent, useState } from 'react'
import { currencyDigits } from '@mainstay/kernel'
import type { OutageCost, OutageFigures, PortalOutage } from '@mainstay/contract/agreements'
import { get, send } from '../app/api.ts'
import { useMe } from '../app/session.ts'
import { money } from '../slices/agreements/wording.ts'
import { Ago, Exactly } from '../ui/ago.tsx'
import { durationInWords } from '../ui/format.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Empty, FormFailure } from '../ui/messages.tsx'
import { RowsSkeleton } from '../ui/skeletons.tsx'
import { InZone } from '../ui/zone.tsx'
import { inCurrency } from './outage-figures.ts'
import { PortalPage } from './portal-page.tsx'

function outageQuery(clientId: string) {
  return {
    queryKey: ['outages', clientId],
    queryFn: ({ signal }: { signal: AbortSignal }) => get<PortalOutage>(`/api/portal/clients/${clientId}/outages`, {}, signal),
  }
}

export function PortalOutages(): JSX.Element {
  const me = useMe()
  const [clientId] = me === null || me.clients === 'all' ? [] : me.clients
  if (clientId === undefined)
    return (
      <PortalPage title="What an outage costs">
        <Empty title="This page is the firm’s own">Sign in as one of its people.</Empty>
      </PortalPage>
    )
  return <OfFirm clientId={clientId} />
}

function OfFirm({ clientId }: { clientId: string }): JSX.Element {
  return (
    <Loaded query={useQuery(outageQuery(clientId))} skeleton={<RowsSkeleton rows={3} />}>
      {(outage) => (
        <InZone zone={outage.zone}>
          <PortalPage
            title={
              outage.perHour === null
                ? 'What does an hour without your systems cost?'
                : `An hour without your systems costs about ${money(outage.perHour.total.likely, outage.perHour.currency)}`
            }
            lead={
              outage.setAt === null ? (
                'Only you know. Write your own figures below; nothing is assumed.'
              ) : (
                <>
                  By your own figures, written by {outage.setBy} <Ago at={outage.setAt} />. Only hours in which you are open count.
                </>
              )
            }
          >
            {outage.perHour === null ? null : <Range cost={outage.perHour} />}
            <Recorded outages={outage.outages} />
            <Figures key={outage.setAt ?? 'new'} clientId={clientId} before={outage.figures} />
          </PortalPage>
        </InZone>
      )}
    </Loaded>
  )
}

function Range({ cost }: { cost: OutageCost }): JSX.Element {
  const { low, likely, high } = cost.total
  return (
    <section className="card stack-tight" aria-label="Low, likely, high">
      <p>
        At least {money(low, cost.currency)}, likely <strong>{money(likely, cost.currency)}</strong>, at most {money(high, cost.currency)}.
      </p>
      <details>
        <summary>How it comes about</summary>
        <ul className="stack-tight">
          {cost.lines.map(({ kind, what, arithmetic, cost: { likely: part } }) => (
            <li key={`${kind} ${what}`}>
              {what}: {money(part, cost.currency)} <span className="soft small">{arithmetic}</span>
            </li>
          ))}
        </ul>
      </details>
      {cost.missing.map((text) => (
        <p key={text} className="soft">
          {text}
        </p>
      ))}
    </section>
  )
}

function Recorded({ outages }: { outages: PortalOutage['outages'] }): JSX.Element {
  return (
    <section className="stack" aria-label="What happened">
      <h2>{outages.length === 0 ? 'None of your systems was away' : 'When a system was away'}</h2>
      <ul className="stack">
        {outages.map(({ incidentId, system, from, to, cost }) => (
          <li key={incidentId} className="card stack-tight">
            <strong>{system}</strong>
            <span className="soft">
              <Exactly at={from} />,{' '}
              {to === null ? 'and it still is' : `for ${durationInWords((Date.parse(to) - Date.parse(from)) / 1000)}`}
            </span>
            {cost === null ? (
              <span className="soft">Its cost is not known without your figures.</span>
            ) : cost.businessSeconds === 0 ? (
              <span>You were closed: it cost no hour of work.</span>
            ) : (
              <Range cost={cost} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const NEW: OutageFigures = {
  currency: 'EUR',
  people: [{ role: '', count: 1, hourMinor: 0, lost: { low: 25, likely: 50, high: 100 } }],
  revenue: null,
}

function Figures({ clientId, before }: { clientId: string; before: OutageFigures | null }): JSX.Element {
  const [figures, setFigures] = useState(before ?? NEW)
  const cache = useQueryClient()
  const set = useMutation({
    mutationFn: (to: OutageFigures) => send<PortalOutage>('PUT', `/api/portal/clients/${clientId}/outages`, to),
    onSuccess: (outage) => cache.setQueryData(outageQuery(clientId).queryKey, outage),
  })
  const change = (part: Partial<OutageFigures>): void => setFigures((now) => ({ ...now, ...part }))
  const role = (at: number, part: Partial<OutageFigures['people'][number]>): void =>
    change({ people: figures.people.map((one, n) => (n === at ? { ...one, ...part } : one)) })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    set.mutate(figures)
  }
  // Figures stand in minor units: a yen has none, a dinar a thousand.
  const digits = currencyDigits(figures.currency)
  const whole = (minor: number): number => minor / 10 ** digits
  const minorOf = (value: number | string): number => Math.round(Number(value) * 10 ** digits)
  return (
    <form className="stack" onSubmit={submit} aria-label="Your figures">
      <h2>Your figures</h2>
      <TextInput
        label="Currency"
        maxLength={3}
        w={110}
        value={figures.currency}
        onChange={(e) => change(inCurrency(figures, e.currentTarget.value.toUpperCase()))}
      />
      {figures.people.map((one, n) => (
        <fieldset key={`person ${n}`} className="card stack">
          <legend className="visually-hidden">People {n + 1}</legend>
          <TextInput
            label="Who"
            placeholder="Bookkeeping"
            required
            value={one.role}
            onChange={(e) => role(n, { role: e.currentTarget.value })}
          />
          <NumberInput
            label="How many"
            min={0}
            decimalScale={2}
            value={one.count}
            onChange={(value) => role(n, { count: Number(value) })}
          />
          <NumberInput
            label="What an hour of one costs the firm"
            min={0}
            decimalScale={digits}
            value={whole(one.hourMinor)}
            onChange={(value) => role(n, { hourMinor: minorOf(value) })}
          />
          <div className="row">
            {(['low', 'likely', 'high'] as const).map((name) => (
              <NumberInput
                key={name}
                label={{ low: 'At least, %', likely: 'Likely, %', high: 'At most, %' }[name]}
                w={110}
                min={0}
                max={100}
                decimalScale={2}
                value={one.lost[name]}
                onChange={(value) => role(n, { lost: { ...one.lost, [name]: Number(value) } })}
              />
            ))}
          </div>
          <p className="soft small">The share of their work that stops when a system is away.</p>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          onClick={() =>
            change({ people: [...figures.people, { role: '', count: 1, hourMinor: 0, lost: { low: 25, likely: 50, high: 100 } }] })
          }
        >
          More people
        </Button>
      </div>
      <NumberInput
        label="Sales in an hour, if they stop too"
        description="Empty: lost sales stay out of the total, and it says so."
        min={0}
        decimalScale={digits}
        value={figures.revenue === null ? '' : whole(figures.revenue.perBusinessHourMinor)}
        onChange={(value) =>
          change({
            revenue: value === '' ? null : { dependence: 100, recoveredLater: 0, ...figures.revenue, perBusinessHourMinor: minorOf(value) },
          })
        }
      />
      {figures.revenue === null ? null : (
        <div className="row">
          <NumberInput
            label="Of them stop, %"
            w={150}
            min={0}
            max={100}
            value={figures.revenue.dependence}
            onChange={(value) => figures.revenue && change({ revenue: { ...figures.revenue, dependence: Number(value) } })}
          />
          <NumberInput
            label="Come back later, %"
            w={170}
            min={0}
            max={100}
            value={figures.revenue.recoveredLater}
            onChange={(value) => figures.revenue && change({ revenue: { ...figures.revenue, recoveredLater: Number(value) } })}
          />
        </div>
      )}
      <FormFailure error={set.error} />
      <div>
        <Button type="submit" size="md" loading={set.isPending}>
          Work it out
        </Button>
      </div>
    </form>
  )
}
