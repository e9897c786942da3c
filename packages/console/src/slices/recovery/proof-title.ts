/** What one extraction test says, as a sentence. */
import type { ProofResult } from '@mainstay/contract/recovery'
import { duration } from '../../ui/format.ts'

export function proofTitle(
  hostname: string,
  { verdict, level, rtoSeconds }: Pick<ProofResult, 'verdict' | 'level' | 'rtoSeconds'>,
): string {
  if (verdict === 'failed') return `${hostname} did not come back whole`
  if (verdict === 'unknown') return `Whether ${hostname} would come back is not known: the test could not run`
  const time = rtoSeconds === null ? '' : ` in ${duration(rtoSeconds)}`
  return level === 'L0' || level === 'L1' ? `The backup of ${hostname} could be read${time}` : `${hostname} came back${time}`
}
