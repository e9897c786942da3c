/** The restored server's screen in the browser (noVNC). */
import RFB from '@novnc/novnc'
import type { JSX } from 'react'
import { LineWindow } from './line-window.tsx'
import type { Attach } from './line.ts'

const attach: Attach = (place, line) => {
  const screen = new RFB(place, line, { shared: true })
  screen.scaleViewport = true
  screen.background = 'transparent'
  return () => {
    screen.disconnect()
    place.replaceChildren()
  }
}

export default function ScreenWindow({ sandboxId }: { sandboxId: string }): JSX.Element {
  return (
    <LineWindow
      sandboxId={sandboxId}
      window="screen"
      name="Screen of the server"
      attach={attach}
      hint="Click into the picture, then keyboard and mouse are the server’s. On a phone, the console is easier to type in."
    />
  )
}
