/** Pages that have nothing to show, each with its reason and the one thing to do next. */
import { Button } from '@mantine/core'
import type { JSX, ReactNode } from 'react'
import { ApiFailure } from '../app/api.ts'
import { ToneShape } from './icons.tsx'
import { explain } from './explain.ts'
import type { Tone } from './tone.ts'
import './messages.css'

type EmptyProps = { title: string; children?: ReactNode; action?: ReactNode }

/** What belongs here, why it is empty, what to do next. */
export function Empty({ title, children, action }: EmptyProps): JSX.Element {
  return (
    <div className="message">
      <h3>{title}</h3>
      {children ? <div className="message-words">{children}</div> : null}
      {action ? <div className="row">{action}</div> : null}
    </div>
  )
}

/** What happened, what is safe, what to do. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }): JSX.Element {
  const { tone, title, safe, advice } = explain(error)
  return (
    <div className="message" role="alert">
      <h3 className="message-title">
        <ToneShape tone={tone} size={20} />
        {title}
      </h3>
      <div className="message-words">
        <p>{safe}</p>
        <p>{advice}</p>
        {error instanceof ApiFailure && error.requestId ? <p className="soft small">Request {error.requestId}</p> : null}
      </div>
      {retry ? (
        <div>
          <Button variant="default" onClick={retry}>
            Try again
          </Button>
        </div>
      ) : null}
    </div>
  )
}

export function Notice({ tone, title, children }: { tone: Tone; title: string; children?: ReactNode }): JSX.Element {
  return (
    <div className={`notice notice-${tone}`} role="note">
      <ToneShape tone={tone} size={20} />
      <div className="stack-tight">
        <strong>{title}</strong>
        {children ? <div>{children}</div> : null}
      </div>
    </div>
  )
}

/** Beside a form: why it was not taken. */
export function FormFailure({ error }: { error: Error | null }): JSX.Element | null {
  if (error === null) return null
  return (
    <p className="form-failure" role="alert">
      <ToneShape tone="broken" /> {error.message}
    </p>
  )
}
