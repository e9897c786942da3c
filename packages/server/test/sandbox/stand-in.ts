/** Stands for a running server where only its console and ports matter: the console is played, the ports lead to servers of the test. */
import { createConsoleLog } from '../../src/prove/sandbox/console-log.ts'
import type { Machine, MachineEnd } from '../../src/prove/sandbox/machine.ts'
import type { Picture } from '../../src/prove/sandbox/picture.ts'
import type { Connection } from '../../src/prove/sandbox/usernet.ts'

export type StandIn = Machine & {
  /** What was typed. */
  typed: string[]
  shows(text: string): void
  ends(end: MachineEnd): void
}

export function standIn(
  o: {
    /** Port of the guest to port of this machine. */
    ports?: Record<number, number>
    /** Guest ports that the guest itself has taken a connection on. */
    established?: () => number[]
    answer?: (typed: string) => string
    picture?: () => Picture | null
  } = {},
): StandIn {
  const console = createConsoleLog()
  const end = Promise.withResolvers<MachineEnd>()
  const typed: string[] = []
  const ports = new Map(Object.entries(o.ports ?? {}).map(([guest, host]) => [Number(guest), host]))
  const connection = (guestPort: number): Connection => ({ state: 'ESTABLISHED', hostPort: ports.get(guestPort) ?? 0, guestPort })
  return {
    console,
    ports,
    typed,
    ended: end.promise,
    type(input) {
      const text = Buffer.from(input).toString()
      typed.push(text)
      console.add(Buffer.from(o.answer?.(text) ?? ''))
      return true
    },
    watchConsole: () => () => {},
    openScreen: async () => {
      throw new Error('it has no screen')
    },
    picture: async () => o.picture?.() ?? null,
    connections: async () => (o.established?.() ?? [...ports.keys()]).map(connection),
    stop: async () => end.resolve({ kind: 'stopped' }),
    shows: (text) => console.add(Buffer.from(text)),
    ends: end.resolve,
  }
}
