/** Time spent: my stopwatch, minutes written down by hand, and what everybody spent. */
import { Button, NumberInput, TextInput } from '@mantine/core'
import { type JSX, useState } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { useMay, useMe } from '../../app/session.ts'
import { duration } from '../../ui/format.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { useNow } from '../../ui/now.ts'
import { Section } from '../../ui/page.tsx'
import { useTicketAction } from './queries.ts'
import { spent } from './wording.ts'

export function Stopwatch({ ticket }: { ticket: Ticket }): JSX.Element {
  const now = useNow()
  const me = useMe()
  const may = useMay('servicedesk.write')
  const [note, setNote] = useState('')
  const [minutes, setMinutes] = useState<number | string>('')
  const act = useTicketAction(ticket.id)
  const running = ticket.time.find(({ endedAt, personId }) => endedAt === null && personId === me?.id)
  const clear = { onSuccess: () => setNote('') }
  return (
    <Section title="Time spent" aside={duration(spent(ticket.time, now))}>
      <div className="card stack">
        <ul className="stack-tight small">
          {ticket.time.map((entry) => (
            <li key={entry.id} className="row-between">
              <span>
                {entry.personName}
                {entry.note ? `: ${entry.note}` : ''}
              </span>
              <span className="num">
                {duration(spent([entry], now))}
                {entry.endedAt === null ? ', running' : ''}
              </span>
            </li>
          ))}
          {ticket.time.length === 0 ? <li className="soft">Nobody has written down time yet.</li> : null}
        </ul>
        {may ? (
          <>
            <TextInput label="What was done" maxLength={500} value={note} onChange={({ currentTarget }) => setNote(currentTarget.value)} />
            <div className="row">
              <Button
                variant="default"
                loading={act.isPending}
                onClick={() => act.mutate({ do: running ? 'stopwatch/stop' : 'stopwatch/start', note }, running ? clear : {})}
              >
                {running ? 'Stop the watch' : 'Start the watch'}
              </Button>
              <NumberInput
                aria-label="Minutes"
                placeholder="Minutes"
                min={1}
                max={1440}
                allowDecimal={false}
                w={112}
                value={minutes}
                onChange={setMinutes}
              />
              <Button
                variant="default"
                disabled={typeof minutes !== 'number'}
                onClick={() =>
                  act.mutate(
                    { do: 'time', minutes: Number(minutes), note },
                    {
                      onSuccess: () => {
                        setNote('')
                        setMinutes('')
                      },
                    },
                  )
                }
              >
                Add
              </Button>
            </div>
            <FormFailure error={act.error} />
          </>
        ) : null}
      </div>
    </Section>
  )
}
