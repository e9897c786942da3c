import type { Asset } from '@mainstay/contract/lifecycle'
import { expect, test } from 'vitest'
import { fieldsOf, textsOf } from './asset-fields.ts'

const machine = { name: 'srv', kind: 'server', deviceId: 'd', system: 'windows-server 2019 standard' } as Asset

test('what a person wrote of a machine’s system survives the form, what its agent says is not written down', () => {
  const saved = (systemIsWritten: boolean) => fieldsOf(textsOf({ ...machine, systemIsWritten }, 'USD'), 'USD').system
  expect([saved(true), saved(false)]).toEqual(['windows-server 2019 standard', ''])
})
