/** A time, relative, with the exact one in the client's zone on hover and for those who do not hover. */
import type { JSX } from 'react'
import { useNow } from './now.ts'
import { exact, relative } from './when.ts'
import { useZone } from './zone.tsx'

export function Ago({ at }: { at: string }): JSX.Element {
  const now = useNow()
  const zone = useZone()
  const instant = new Date(at)
  return (
    <time dateTime={at} title={exact(instant, zone)} className="ago">
      {relative(instant, now)}
    </time>
  )
}

/** The exact time as text, for records. */
export function Exactly({ at }: { at: string }): JSX.Element {
  const zone = useZone()
  return (
    <time dateTime={at} className="ago">
      {exact(new Date(at), zone)}
    </time>
  )
}
