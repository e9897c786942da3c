/** Sentences about devices. */
import type { DeviceDetail } from '@mainstay/contract/devices'
import type { DeviceList } from '@mainstay/contract/monitoring'
import { count } from '../../ui/format.ts'
import { type Tone, worst } from '../../ui/tone.ts'

export const osName = { linux: 'Linux', windows: 'Windows', darwin: 'macOS' } as const

/** The answer to "how are the machines": trouble first, then what nobody can vouch for. */
export function devicesTitle({ counts }: Pick<DeviceList, 'counts'>): string {
  const { ok, warning, critical, unknown } = counts
  const all = ok + warning + critical + unknown
  if (all === 0) return 'There are no devices yet'
  if (all === 1 && ok === 0) return unknown === 1 ? 'The state of the one device is not known' : 'The one device needs attention'
  const trouble = warning + critical
  const parts = [
    ...(trouble > 0 ? [`${trouble.toLocaleString('en')} of ${count(all, 'device')} ${trouble === 1 ? 'needs' : 'need'} attention`] : []),
    ...(unknown > 0
      ? [
          trouble > 0
            ? `${unknown.toLocaleString('en')} not known`
            : `The state of ${unknown.toLocaleString('en')} of ${count(all, 'device')} is not known`,
        ]
      : []),
  ]
  if (parts.length > 0) return parts.join(', ')
  return all === 1 ? 'The one device is up and has no open alert' : `All ${count(all, 'device')} are up and have no open alert`
}

/** What `counts` amounts to in one tone. */
export function devicesTone({ counts }: Pick<DeviceList, 'counts'>): Tone {
  return worst([
    ...(counts.critical > 0 ? (['broken'] as const) : []),
    ...(counts.unknown > 0 ? (['unknown'] as const) : []),
    ...(counts.warning > 0 ? (['attention'] as const) : []),
    ...(counts.ok > 0 ? (['good'] as const) : []),
  ])
}

/** The operating system as its own name and version, else its family. */
export function systemOf({ os, inventory }: Pick<DeviceDetail, 'os' | 'inventory'>): string {
  if (inventory === null) return osName[os]
  const { name, version } = inventory.os
  return version === null || name.includes(version) ? name : `${name} ${version}`
}
