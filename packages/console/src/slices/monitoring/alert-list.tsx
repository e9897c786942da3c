/** Alerts as rows that say what, since when, and why one got it. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import type { Alert } from '@mainstay/contract/monitoring'
import { Ago } from '../../ui/ago.tsx'
import { duration } from '../../ui/format.ts'
import { ToneShape } from '../../ui/icons.tsx'
import { stateWord, toneOfState } from '../../ui/tone.ts'
import './alert-list.css'

export function AlertList({ alerts, withDevice = true }: { alerts: readonly Alert[]; withDevice?: boolean }): JSX.Element {
  return (
    <div className="card card-flush">
      {alerts.map((alert) => (
        <details key={alert.id} className="alert">
          <summary className="list-row">
            <ToneShape tone={toneOfState(alert.state)} size={20} />
            <span className="grow">
              <span className="alert-summary">{alert.summary}</span>
              <span className="small soft">
                {stateWord[alert.state]}
                {withDevice ? ` · ${alert.hostname}` : ''}
              </span>
            </span>
            <span className="soft num">
              {alert.endedAt ? 'ended ' : 'began '}
              <Ago at={alert.endedAt ?? alert.since} />
            </span>
          </summary>
          <div className="alert-why">
            <p>
              <strong>Why did I get this?</strong> {alert.why.detail}
            </p>
            <p className="soft">{ruleOf(alert)}</p>
            {withDevice ? (
              <Link to="/devices/$deviceId" params={{ deviceId: alert.deviceId }}>
                Open {alert.hostname}
              </Link>
            ) : null}
          </div>
        </details>
      ))}
    </div>
  )
}

function ruleOf({ why }: Alert): string {
  const parts = [
    `Rule “${why.ruleName}”`,
    ...(why.value === null ? ['no value'] : [`value ${why.value}`]),
    ...(why.threshold === null ? [] : [`threshold ${why.threshold}`]),
    ...(why.forSeconds > 0 ? [`for ${duration(why.forSeconds)}`] : []),
  ]
  return `${parts.join(', ')}.`
}
