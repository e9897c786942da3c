/** The answer at the head of Trust. */
import type { TrustView } from '@mainstay/contract/trust'
import { count } from '../../ui/format.ts'

export function trustTitle({ signers, keyOnServerMachine }: Pick<TrustView, 'signers' | 'keyOnServerMachine'>): string {
  if (signers.length === 0) return 'Nobody can command a device from here: no signing key is known'
  if (keyOnServerMachine) return 'Whoever owns the server’s machine could command devices'
  return `${count(signers.length, 'key')} can sign commands, and none lies on the server’s machine`
}
