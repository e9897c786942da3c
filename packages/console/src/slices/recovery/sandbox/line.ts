/** One window's line to the restored server, as a state that a part of a page shows. */
import type { Window } from '@mainstay/contract/recovery'
import { useEffect, useRef, useState } from 'react'
import { openLine } from './queries.ts'

export type LineState = { kind: 'opening' } | { kind: 'open' } | { kind: 'closed'; why: string }

/** Shows in `place` what comes over the line; gives what takes it away again. */
export type Attach = (place: HTMLElement, line: WebSocket) => () => void

export function useLine(sandboxId: string, window: Window, attach: Attach) {
  const place = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<LineState>({ kind: 'opening' })
  const [attempt, setAttempt] = useState(0)
  useEffect(() => {
    let gone = false
    let detach = (): void => {}
    const closed = (why: string): void => void (gone || setState({ kind: 'closed', why }))
    void openLine(sandboxId, window).then(
      (line) => {
        if (gone || place.current === null) return line.close()
        line.addEventListener('open', () => void (gone || setState({ kind: 'open' })))
        line.addEventListener('close', ({ reason }) => closed(reason || 'The line was lost.'))
        const undo = attach(place.current, line)
        detach = () => {
          undo()
          line.close()
        }
      },
      (error: unknown) => closed(error instanceof Error ? error.message : 'The line could not be opened.'),
    )
    return () => {
      gone = true
      detach()
    }
  }, [sandboxId, window, attach, attempt])
  const again = (): void => {
    setState({ kind: 'opening' })
    setAttempt((n) => n + 1)
  }
  return { place, state, again }
}
