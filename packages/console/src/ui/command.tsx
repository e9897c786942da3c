/** A command to run elsewhere, with one click to copy it. */
import { CopyButton } from '@mantine/core'
import type { JSX } from 'react'
import { Icon } from './icons.tsx'
import './command.css'

export function Command({ text, label = 'Command' }: { text: string; label?: string }): JSX.Element {
  return (
    <div className="command">
      <pre aria-label={label} tabIndex={0}>
        <code>{text}</code>
      </pre>
      <CopyButton value={text} timeout={2000}>
        {({ copied, copy }) => (
          <button type="button" className="command-copy" onClick={copy}>
            <Icon name="copy" />
            <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
          </button>
        )}
      </CopyButton>
    </div>
  )
}
