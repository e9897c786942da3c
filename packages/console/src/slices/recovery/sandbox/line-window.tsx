/** The frame of a window on the restored server: what it shows, whether its line is open, and opening it again. */
import { Button } from '@mantine/core'
import type { Window } from '@mainstay/contract/recovery'
import type { JSX, ReactNode } from 'react'
import { Notice } from '../../../ui/messages.tsx'
import { type Attach, useLine } from './line.ts'

type Props = { sandboxId: string; window: Window; name: string; attach: Attach; hint: ReactNode }

export function LineWindow({ sandboxId, window, name, attach, hint }: Props): JSX.Element {
  const { place, state, again } = useLine(sandboxId, window, attach)
  return (
    <div className="stack-tight">
      {state.kind === 'closed' ? (
        <Notice tone="attention" title={state.why}>
          <Button variant="default" size="compact-sm" onClick={again}>
            Open it again
          </Button>
        </Notice>
      ) : null}
      <div ref={place} role="group" aria-label={name} data-line={state.kind} className={`sandbox-window sandbox-${window}`} />
      <p className="small soft">{state.kind === 'opening' ? 'The line is being opened.' : hint}</p>
    </div>
  )
}
