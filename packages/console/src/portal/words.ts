/** What the records say, in the words of an owner. */
import type { State } from '@mainstay/contract'
import type { ClientSystem } from '@mainstay/contract/reports'
import { levelForOwners } from '../slices/recovery/levels.ts'
import { count, durationInWords } from '../ui/format.ts'

type Standing = Pick<ClientSystem, 'standing' | 'proof'>

export function systemsTitle(systems: readonly Pick<ClientSystem, 'standing'>[]): string {
  const all = systems.length
  if (all === 0) return 'There is nothing to show yet'
  const proven = systems.filter(({ standing }) => standing === 'proven').length
  if (all === 1) return proven === 1 ? 'Your system is proven to come back' : 'Your system is not proven to come back'
  if (proven === all) return `All ${count(all, 'system')} are proven to come back`
  return `${proven} of your ${count(all, 'system')} ${proven === 1 ? 'is' : 'are'} proven to come back`
}

export function recoveryForOwners({ standing, proof }: Standing): string {
  switch (standing) {
    case 'proven': {
      const time = proof?.seconds == null ? '' : `; it took ${durationInWords(proof.seconds)}`
      return `In a test, ${levelForOwners[proof?.level ?? 'L0']}${time}`
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

export function heldTitle(held: number, more: boolean): string {
  if (held === 0) return 'No mail is held for you'
  return `${more ? 'More than ' : ''}${count(held, 'message')} ${held === 1 ? 'is' : 'are'} held for you`
}
