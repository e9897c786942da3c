/** Checks in words. */
import type { CheckArea, CheckResult, CheckState, ClientStandards, Mappings } from '@mainstay/contract/standards'
import type { Tone } from '../../ui/tone.ts'

export const areaTitle: Record<CheckArea, string> = {
  recovery: 'Recovery',
  identity: 'Identity and sign-in',
  admin: 'Administrators’ rights',
  updates: 'Updates',
  mail: 'Mail',
  endpoint: 'Computers',
  network: 'Network',
  physical: 'Rooms and power',
  equipment: 'Equipment and plan',
  documents: 'Documents',
  people: 'People',
}

export const stateTone: Record<CheckState, Tone> = { met: 'good', 'not-met': 'broken', unknown: 'unknown', 'not-applicable': 'good' }
export const stateWord: Record<CheckState, string> = {
  met: 'Met',
  'not-met': 'Not met',
  unknown: 'Not known',
  'not-applicable': 'Does not apply',
}

export function standardsTitle({ met, notMet, unknown, notApplicable }: ClientStandards['counts']): string {
  const all = met + notMet + unknown + notApplicable
  const rest = [
    ...(notMet > 0 ? [`${notMet} ${notMet === 1 ? 'is' : 'are'} not`] : []),
    ...(unknown > 0 ? [`${unknown} ${unknown === 1 ? 'is' : 'are'} not known`] : []),
  ]
  if (rest.length === 0) return `All ${all - notApplicable} checks are met`
  return `${met} of ${all - notApplicable} checks are met, ${rest.join(', ')}`
}

/** Worst first within an area; the areas in the order of the page. */
export function byArea(checks: readonly CheckResult[]): { area: CheckArea; checks: CheckResult[] }[] {
  const order: readonly CheckState[] = ['not-met', 'unknown', 'met', 'not-applicable']
  return (Object.keys(areaTitle) as CheckArea[])
    .map((area) => ({
      area,
      checks: checks.filter((one) => one.area === area).toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state)),
    }))
    .filter((one) => one.checks.length > 0)
}

export function evidenceFor({ nist, hipaa, ftc }: Mappings): string {
  return [
    ...(nist.length > 0 ? [`NIST CSF 2.0 ${nist.join(', ')}`] : []),
    ...(hipaa.length > 0 ? [`HIPAA 164.${hipaa.join(', 164.')}`] : []),
    ...(ftc.length > 0 ? [`FTC 314.4${ftc.join(', 314.4')}`] : []),
  ].join(' · ')
}
