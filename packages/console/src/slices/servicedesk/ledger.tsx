/** The time of a ticket as a strip, each stretch with its reason, and the same in words. */
import type { JSX } from 'react'
import type { Ticket } from '@mainstay/contract/servicedesk'
import { Ago, Exactly } from '../../ui/ago.tsx'
import { duration } from '../../ui/format.ts'
import { Told } from './told.tsx'
import { clockWords, kindOf, lengthOf, whyWord } from './wording.ts'

export function Ledger({ ticket }: { ticket: Ticket }): JSX.Element {
  const { response, resolution, ledger } = ticket.sla
  const whole = ledger.reduce((sum, entry) => sum + lengthOf(entry), 0)
  const clocks = [
    { name: 'answer' as const, clock: response },
    { name: 'solve' as const, clock: resolution },
  ]
  return (
    <div className="card stack">
      {clocks.map(({ name, clock }) => (
        <div key={name} className="stack-tight">
          <Told left={clockWords(name, clock)} />
          {clock === null ? null : (
            <span className="small soft">
              {clock.at ? <>at {<Exactly at={clock.at} />}, promised </> : null}
              {clock.deadline ? <Exactly at={clock.deadline} /> : 'no time while it waits'}
              {' · '}
              {duration(clock.consumedSeconds)} of working time used
            </span>
          )}
        </div>
      ))}
      {ticket.ifResumed ? (
        <p className="small soft">
          If work went on now, it would be due <Exactly at={ticket.ifResumed} />.
        </p>
      ) : null}
      {whole === 0 ? (
        <p className="small soft">It has just been opened: no time has passed.</p>
      ) : (
        <>
          <svg
            className="ledger-strip"
            viewBox="0 0 1000 24"
            preserveAspectRatio="none"
            role="img"
            aria-label="Time that counted and time that did not"
          >
            {ledger.map((entry, n) => {
              const before = ledger.slice(0, n).reduce((sum, one) => sum + lengthOf(one), 0)
              const width = (lengthOf(entry) / whole) * 1000
              return <rect key={entry.from} x={(before / whole) * 1000} width={width} height="24" className={`ledger-${kindOf(entry)}`} />
            })}
          </svg>
          <details>
            <summary className="small">Every stretch and why</summary>
            <ul className="ledger-list small">
              {ledger.map((entry) => (
                <li key={entry.from} className="row-between">
                  <span>
                    <span className={`ledger-key ledger-key-${kindOf(entry)}`} aria-hidden="true" /> {whyWord(entry)}
                  </span>
                  <span className="num">
                    {duration(lengthOf(entry))}, <Ago at={entry.from} />
                  </span>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
    </div>
  )
}
