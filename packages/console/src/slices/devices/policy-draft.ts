/** The protection form as text fields, and the policy change that it stands for. */
import type { DevicePolicy, ProofLevel } from '@mainstay/contract/agent'
import type { PolicyChange } from '@mainstay/contract/devices'
import { readCheckLines, writeCheckLines } from '@mainstay/contract/recovery'
import { readSources, type SourcesForm, sourcesFormOf } from './protection-sources.ts'

export type ProtectionForm = SourcesForm & {
  paths: string
  excludes: string
  everyMinutes: number
  rpoHours: number
  rtoHours: number
  proofLevel: ProofLevel
  proofExpiryDays: number
  sampleFiles: number
  /** What is asked of the started server; see check-lines. */
  checks: string
  intervalSeconds: number
}

/** Starts from what applies; a machine without protection starts from the product's defaults (design: semantics, recovery). */
export function formOf(policy: DevicePolicy | null): ProtectionForm {
  const backup = policy?.backup ?? null
  return {
    ...sourcesFormOf(backup),
    paths: backup?.paths.join('\n') ?? '',
    excludes: backup?.excludes.join('\n') ?? '',
    everyMinutes: backup?.everyMinutes ?? 60,
    rpoHours: backup ? backup.rpoSeconds / 3600 : 4,
    rtoHours: backup ? backup.rtoSeconds / 3600 : 4,
    proofLevel: backup?.proofLevel ?? 'L2',
    proofExpiryDays: backup?.proofExpiryDays ?? 31,
    sampleFiles: backup?.sampleFiles ?? 200,
    checks: writeCheckLines(backup?.checks ?? []),
    intervalSeconds: policy?.collection.intervalSeconds ?? 10,
  }
}

/** No path and no disk at all means that nothing is protected. */
export function changeOf(form: ProtectionForm): PolicyChange {
  const paths = form.kind === 'files' ? lines(form.paths) : []
  const typed = readSources(form)
  const sources = 'sources' in typed ? typed.sources : {}
  const read = readCheckLines(form.checks)
  const checks = 'checks' in read ? read.checks : []
  const { everyMinutes, proofLevel, proofExpiryDays, sampleFiles } = form
  const backup =
    paths.length === 0 && sources.images === undefined
      ? null
      : {
          paths,
          excludes: lines(form.excludes),
          everyMinutes,
          rpoSeconds: Math.round(form.rpoHours * 3600),
          rtoSeconds: Math.round(form.rtoHours * 3600),
          proofLevel,
          proofExpiryDays,
          sampleFiles,
          ...sources,
          ...(checks.length === 0 ? {} : { checks }),
        }
  return { collection: { intervalSeconds: form.intervalSeconds }, backup }
}

type NumberField = 'everyMinutes' | 'rpoHours' | 'rtoHours' | 'proofExpiryDays' | 'sampleFiles'

/** `tenths`: finer than whole numbers. */
const BOUNDS: Record<NumberField, { name: string; min: number; max: number; of: string; tenths?: true }> = {
  everyMinutes: { name: 'Back up every', min: 5, max: 44_640, of: 'minutes' },
  rpoHours: { name: 'Lose at most', min: 0.1, max: 744, of: 'hours', tenths: true },
  rtoHours: { name: 'Be back within', min: 0.1, max: 744, of: 'hours', tenths: true },
  proofExpiryDays: { name: 'It counts for', min: 1, max: 366, of: 'days' },
  sampleFiles: { name: 'Files hashed', min: 1, max: 10_000, of: 'files' },
}

/** What is wrong with a number, for its field; NaN is what an empty field or letters are. */
export function numberProblem(form: ProtectionForm, field: NumberField): string | null {
  const { name, min, max, of, tenths } = BOUNDS[field]
  const value = form[field]
  if (value >= min && value <= max && (tenths || Number.isInteger(value))) return null
  return `${name}: a ${tenths ? '' : 'whole '}number of ${of} from ${min} to ${max.toLocaleString('en')}.`
}

export function hasNumberProblem(form: ProtectionForm): boolean {
  return Object.keys(BOUNDS).some((field) => numberProblem(form, field as NumberField) !== null)
}

/** What would be refused, in words; null when it can be sent. Numbers say it at their field. */
export function problemOf(form: ProtectionForm): string | null {
  const sources = readSources(form)
  if ('problem' in sources) return sources.problem
  const relative = lines(form.paths).find((path) => !path.startsWith('/'))
  if (relative !== undefined) return `“${relative}” is not a full path: it starts with /.`
  if (lines(form.paths).length > 64) return 'At most 64 folders; protect their parent instead.'
  if (form.everyMinutes * 60 > form.rpoHours * 3600)
    return `A backup every ${form.everyMinutes} minutes cannot keep a promise of ${form.rpoHours} h: back up more often, or promise less.`
  if (form.kind === 'image' && sources.sources.images === undefined) return 'Name at least one disk.'
  const checks = readCheckLines(form.checks)
  if ('problem' in checks) return checks.problem
  if (form.proofLevel === 'L4' && checks.checks.length === 0)
    return 'L4 asks what the started server’s own services answer: name at least one check, or ask for L3.'
  return null
}

function lines(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '')
}
