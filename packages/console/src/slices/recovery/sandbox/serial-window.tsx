/** The restored server's serial console in the browser (xterm.js). */
import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { JSX } from 'react'
import { LineWindow } from './line-window.tsx'
import type { Attach } from './line.ts'
import { withStyleNonce } from './style-nonce.ts'

const attach: Attach = (place, line) => {
  const terminal = new Terminal({ fontSize: 14, scrollback: 5000, screenReaderMode: true, convertEol: false })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  withStyleNonce(() => terminal.open(place))
  fit.fit()
  const bytes = new TextEncoder()
  terminal.onData((text) => void (line.readyState === WebSocket.OPEN && line.send(bytes.encode(text))))
  terminal.onBinary((text) => void (line.readyState === WebSocket.OPEN && line.send(Uint8Array.from(text, (c) => c.charCodeAt(0)))))
  line.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => terminal.write(new Uint8Array(data)))
  line.addEventListener('open', () => terminal.focus())
  const sized = new ResizeObserver(() => fit.fit())
  sized.observe(place)
  return () => {
    sized.disconnect()
    terminal.dispose()
  }
}

export default function SerialWindow({ sandboxId }: { sandboxId: string }): JSX.Element {
  return (
    <LineWindow
      sandboxId={sandboxId}
      window="serial"
      name="Console of the server"
      attach={attach}
      hint="Press Enter for a login prompt. Sign in as you would at the server itself."
    />
  )
}
