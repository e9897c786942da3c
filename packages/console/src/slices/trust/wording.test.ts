import type { TrustView } from '@mainstay/contract/trust'
import { expect, test } from 'vitest'
import { trustTitle } from './wording.ts'

const signers = [{}] as TrustView['signers']

test.each([
  [{ signers: [], keyOnServerMachine: false }, 'Nobody can command a device'],
  [{ signers, keyOnServerMachine: true }, 'Whoever owns the server’s machine'],
  [{ signers, keyOnServerMachine: false }, '1 key can sign commands, and none lies on the server’s machine'],
])('the title says who could command: %#', (trust, words) => expect(trustTitle(trust)).toContain(words))
