/** What the records say, in the words of an owner. */
import type { State } from '@mainstay/contract'
import type { DeviceRecovery } from '@mainstay/contract/recovery'
import { levelForOwners } from '../slices/recovery/levels.ts'
import { count, durationInWords } from '../ui/format.ts'

export function systemsTitle(all: number, known: readonly Pick<DeviceRecovery, 'standing'>[]): string {
  if (all === 0) return 'There is nothing to show yet'
  const proven = known.filter(({ standing }) => standing === 'proven').length
  if (proven === all) return all === 1 ? 'Your system is proven to come back' : `All ${count(all, 'system')} are proven to come back`
  return `${proven} of your ${count(all, 'system')} ${proven === 1 ? 'is' : 'are'} proven to come back`
}

export function recoveryForOwners({ standing, proofs, rto }: Pick<DeviceRecovery, 'standing' | 'proofs' | 'rto'>): string {
  switch (standing) {
    case 'proven': {
      const level = proofs.find(({ result }) => result.verdict === 'passed')?.result.level ?? 'L0'
      const time = rto.last === null ? '' : `; it took ${durationInWords(rto.last)}`
      return `In a test, ${levelForOwners[level]}${time}`
    }
    case 'failed':
      return 'In the last test it did not come back whole; your provider is told'
    case 'unproven':
      return 'Whether it would come back is not proven yet'
    case 'not-protected':
      return 'It is not backed up: if it broke, its data would be gone'
  }
}

export function workingForOwners(state: State): string {
  const words: Record<State, string> = {
    ok: 'It is running normally',
    warning: 'It is running, and something needs care; your provider is told',
    critical: 'Something is wrong with it now; your provider is told',
    unknown: 'It has not been heard from, so its state is not known',
  }
  return words[state]
}
