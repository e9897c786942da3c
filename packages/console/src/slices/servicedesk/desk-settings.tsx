/** The hours of a client and what is promised within them: a proposal until a person sets it. */
import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { Client } from '@mainstay/contract/clients'
import type { DeskSettings as Settings, SlaPolicy, SlaTarget, TicketPriority } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { Ago } from '../../ui/ago.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { FormFailure } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { clientQuery } from '../clients/queries.ts'
import { Holidays } from './holidays.tsx'
import { closedAsText, closedOfText, hoursAsText, hoursOfText, UNITS, WEEKDAY_NAMES, type Weekday, withTarget } from './hours.ts'
import { deskSettingsQuery, useSetDeskSettings } from './queries.ts'
import { priorityWord } from './wording.ts'
import './desk-settings.css'

export function DeskSettings(): JSX.Element {
  const { clientId } = useParams({ from: '/app/clients/$clientId/desk' })
  const client = useQuery(clientQuery(clientId))
  return (
    <Loaded query={useQuery(deskSettingsQuery(clientId))} skeleton={<TitleSkeleton />}>
      {(settings) => (
        <Loaded query={client} skeleton={<TitleSkeleton />}>
          {(one) => <Whole key={settings.version} client={one} settings={settings} />}
        </Loaded>
      )}
    </Loaded>
  )
}

const WEEKDAYS = Object.keys(WEEKDAY_NAMES) as Weekday[]

function Whole({ client, settings }: { client: Client; settings: Settings }): JSX.Element {
  const { calendar } = settings
  const [weekly, setWeekly] = useState(() => Object.fromEntries(WEEKDAYS.map((day) => [day, hoursAsText(calendar.weekly[day])])))
  const [closed, setClosed] = useState(() => closedAsText(calendar.exceptions))
  const [policy, setPolicy] = useState(settings.policy)
  const may = useMay('servicedesk.settings')
  const set = useSetDeskSettings(client.id)
  const hours = WEEKDAYS.map((day) => [day, hoursOfText(weekly[day] ?? '')] as const)
  const exceptions = closedOfText(closed)
  const readable = exceptions !== null && hours.every(([, spans]) => spans !== null)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (exceptions === null) return
    const open = Object.fromEntries(hours.flatMap(([day, spans]) => (spans === null || spans.length === 0 ? [] : [[day, spans]])))
    set.mutate({ from: settings.version, policy, calendar: { zone: calendar.zone, weekly: open, exceptions } })
  }
  return (
    <Page
      title={settings.set ? `Hours and targets of ${client.name}` : `Nobody has set the hours of ${client.name} yet`}
      over={
        <Link to="/clients/$clientId" params={{ clientId: client.id }}>
          {client.name}
        </Link>
      }
      lead={
        settings.set ? (
          <>
            Version {settings.version}, set by {settings.madeBy} <Ago at={settings.madeAt} />. Times are in {calendar.zone}.
          </>
        ) : (
          <>This is what Mainstay proposes. Clocks run on it until you save it or change it. Times are in {calendar.zone}.</>
        )
      }
    >
      <form className="stack-wide" onSubmit={submit}>
        <div className="columns-2">
          <Section title="Hours">
            <div className="card stack">
              {WEEKDAYS.map((day) => (
                <TextInput
                  key={day}
                  label={WEEKDAY_NAMES[day]}
                  placeholder="closed"
                  disabled={!may}
                  value={weekly[day] ?? ''}
                  error={hoursOfText(weekly[day] ?? '') === null ? 'Write it as 09:00–12:00, 13:00–17:00' : null}
                  onChange={({ currentTarget }) => setWeekly({ ...weekly, [day]: currentTarget.value })}
                />
              ))}
              <Textarea
                label="Days that are different"
                description="One a line: the date, hours if it is open, a name. Only what stands here is closed."
                placeholder="2026-12-24 09:00–12:00 Christmas Eve"
                autosize
                minRows={3}
                disabled={!may}
                value={closed}
                error={exceptions === null ? 'A line is a date such as 2026-12-25, perhaps hours, and a name' : null}
                onChange={({ currentTarget }) => setClosed(currentTarget.value)}
              />
              {may ? (
                <Holidays
                  closed={new Set((exceptions ?? []).map(({ date }) => date))}
                  add={(days) =>
                    setClosed([closed.trim(), ...days.map(({ date, name }) => `${date} ${name}`)].filter((line) => line !== '').join('\n'))
                  }
                />
              ) : null}
            </div>
          </Section>
          <Section title="What is promised">
            <div className="card stack">
              <Targets policy={policy} change={setPolicy} disabled={!may} />
              <NumberInput
                label="Days in which an answer opens a solved ticket again"
                min={0}
                max={3650}
                allowDecimal={false}
                disabled={!may}
                value={policy.reopenWindowDays}
                onChange={(value) => setPolicy({ ...policy, reopenWindowDays: Number(value) })}
              />
            </div>
          </Section>
        </div>
        <FormFailure error={set.error} />
        {may ? (
          <div className="row">
            <Button type="submit" loading={set.isPending} disabled={!readable}>
              {settings.set ? 'Save as a new version' : 'Set these hours and targets'}
            </Button>
            <span className="soft">They hold for tickets that are opened from then on.</span>
          </div>
        ) : (
          <p className="soft">An owner or a planner can change this.</p>
        )}
      </form>
    </Page>
  )
}

type TargetsProps = { policy: SlaPolicy; change: (policy: SlaPolicy) => void; disabled: boolean }

function Targets({ policy, change, disabled }: TargetsProps): JSX.Element {
  return (
    <>
      {(Object.keys(priorityWord) as TicketPriority[]).map((priority) => (
        <fieldset key={priority} className="target" disabled={disabled}>
          <legend>{priorityWord[priority]}</legend>
          {(['response', 'resolution'] as const).map((clock) => (
            <Target
              key={clock}
              name={clock === 'response' ? 'Answer within' : 'Solve within'}
              target={policy.priorities[priority]?.[clock] ?? null}
              change={(target) => change(withTarget(policy, priority, clock, target))}
            />
          ))}
        </fieldset>
      ))}
    </>
  )
}

type TargetProps = { name: string; target: SlaTarget | null; change: (target: SlaTarget | null) => void }

function Target({ name, target, change }: TargetProps): JSX.Element {
  const unit = target?.unit ?? 'workingHours'
  const to = (amount: number, of: SlaTarget['unit']): void =>
    change(amount > 0 ? { amount: of === 'workingDays' ? Math.max(1, Math.round(amount)) : amount, unit: of } : null)
  return (
    <div className="target-line">
      <NumberInput
        label={name}
        placeholder="no target"
        min={0}
        value={target?.amount ?? ''}
        onChange={(value) => to(Number(value), unit)}
      />
      <NativeSelect
        aria-label={`Unit of: ${name}`}
        value={unit}
        data={Object.entries(UNITS).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget }) =>
          to(target?.amount ?? 0, (Object.keys(UNITS) as SlaTarget['unit'][]).find((one) => one === currentTarget.value) ?? unit)
        }
      />
    </div>
  )
}
