import { expect, test } from 'vitest'
import { forwardedPorts, parseUsernet } from './usernet.ts'

// As QEMU 7.2 and 10 write it.
const TABLE = `Hub -1 (net):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  TCP[ESTABLISHED]   23       127.0.0.1 38124       10.0.2.15    80     0     0
  TCP[SYN_SENT]      24       127.0.0.1 38126       10.0.2.15  5432     0     0
  TCP[HOST_FORWARD]  13       127.0.0.1 43781       10.0.2.15    80     0     0
  TCP[HOST_FORWARD]  12       127.0.0.1 40001       10.0.2.15  5432     0     0
  UDP[236 sec]       30       10.0.2.15    68         0.0.0.0    67     0     0
`

test('connections and forwarded ports are told apart', () => {
  const connections = parseUsernet(TABLE)
  expect(connections.map(({ state, guestPort }) => `${state} ${guestPort}`)).toEqual([
    'ESTABLISHED 80',
    'SYN_SENT 5432',
    'HOST_FORWARD 80',
    'HOST_FORWARD 5432',
  ])
  expect(forwardedPorts(connections)).toEqual(
    new Map([
      [80, 43_781],
      [5432, 40_001],
    ]),
  )
})

test('an empty or strange answer has none', () => {
  expect(parseUsernet('')).toEqual([])
  expect(parseUsernet('unknown command: info usernet')).toEqual([])
})
