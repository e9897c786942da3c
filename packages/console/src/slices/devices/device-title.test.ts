import { expect, test } from 'vitest'
import type { Alert } from '@mainstay/contract/monitoring'
import { deviceTitle } from './device-title.ts'

const alert = (state: Alert['state'], summary: string) => ({ state, summary }) as Alert

test('before the alerts are read nothing is claimed', () => expect(deviceTitle('srv1', undefined)).toBe('srv1'))

test('without an open alert the title says just that', () => expect(deviceTitle('srv1', [])).toBe('srv1 has no open alert'))

test('the worst alert is the title, the others are counted', () => {
  const disk = alert('warning', 'disk / is 91 % full')
  const cpu = alert('critical', 'processor at 99 %')
  expect(deviceTitle('srv1', [disk])).toBe('srv1: disk / is 91 % full')
  expect(deviceTitle('srv1', [disk, cpu])).toBe('srv1: processor at 99 %, and 1 more alert')
  expect(deviceTitle('srv1', [disk, cpu, disk])).toBe('srv1: processor at 99 %, and 2 more alerts')
})
