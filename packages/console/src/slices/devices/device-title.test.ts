import { expect, test } from 'vitest'
import type { Alert } from '@mainstay/contract/monitoring'
import { deviceTitle } from './device-title.ts'

const alert = (state: Alert['state'], summary: string) => ({ state, summary }) as Alert
const disk = alert('warning', 'Disk / is 91 % full')
const cpu = alert('critical', 'Processor at 99 %')

test('before the records are read nothing is claimed', () => expect(deviceTitle('srv1', undefined, undefined)).toBe('srv1'))

test('recovery comes first, whatever the alerts say', () => {
  expect(deviceTitle('srv1', 'not-protected', [])).toBe('srv1 is not protected and has no open alert')
  expect(deviceTitle('srv1', 'proven', [disk])).toBe('srv1 is proven to come back and has an open alert: Disk / is 91 % full')
  expect(deviceTitle('srv1', 'failed', undefined)).toBe('srv1 did not come back whole in its test')
})

test('of several alerts the worst is told, and they are counted', () =>
  expect(deviceTitle('srv1', undefined, [disk, cpu])).toBe('srv1 has 2 open alerts: Processor at 99 %'))
