/** The answer at the head of a device's page. */
import type { Alert } from '@mainstay/contract/monitoring'
import { count } from '../../ui/format.ts'
import { toneOfState, TONES } from '../../ui/tone.ts'

/** `alerts` are the open ones; not loaded yet is not "none". */
export function deviceTitle(hostname: string, alerts: readonly Alert[] | undefined): string {
  if (alerts === undefined) return hostname
  const [first, ...others] = [...alerts].sort((a, b) => TONES.indexOf(toneOfState(a.state)) - TONES.indexOf(toneOfState(b.state)))
  if (first === undefined) return `${hostname} has no open alert`
  return `${hostname}: ${first.summary}${others.length > 0 ? `, and ${count(others.length, 'more alert')}` : ''}`
}
