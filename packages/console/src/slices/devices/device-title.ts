/** The answer at the head of a device's page: recovery first, then the worst alert. */
import type { Alert } from '@mainstay/contract/monitoring'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { count } from '../../ui/format.ts'
import { toneOfState, TONES } from '../../ui/tone.ts'

const RECOVERY: Record<DeviceRecovery['standing'], string> = {
  proven: 'is proven to come back',
  failed: 'did not come back whole in its test',
  unproven: 'is not proven to come back',
  'not-protected': 'is not protected',
}

/** `alerts` are the open ones. What is not loaded yet is not claimed. */
export function deviceTitle(
  hostname: string,
  standing: DeviceRecovery['standing'] | undefined,
  alerts: readonly Alert[] | undefined,
): string {
  const parts = [...(standing === undefined ? [] : [RECOVERY[standing]]), ...(alerts === undefined ? [] : [alertWords(alerts)])]
  return parts.length === 0 ? hostname : `${hostname} ${parts.join(' and ')}`
}

function alertWords(alerts: readonly Alert[]): string {
  const [first, ...others] = [...alerts].sort((a, b) => TONES.indexOf(toneOfState(a.state)) - TONES.indexOf(toneOfState(b.state)))
  if (first === undefined) return 'has no open alert'
  return others.length === 0 ? `has an open alert: ${first.summary}` : `has ${count(alerts.length, 'open alert')}: ${first.summary}`
}
