/** Reads QEMU's table of forwarded ports and connections (`info usernet`). Pure. */

export type Connection = { state: string; hostPort: number; guestPort: number }

/** Lines such as `TCP[ESTABLISHED]   23   127.0.0.1 43781   10.0.2.15   80   0   0`. */
const LINE = /^\s*TCP\[(\w+)\]\s+-?\d+\s+\S+\s+(\d+)\s+\S+\s+(\d+)\s/

export function parseUsernet(text: string): Connection[] {
  return text.split('\n').flatMap((line) => {
    const [, state, hostPort, guestPort] = LINE.exec(line) ?? []
    return state === undefined ? [] : [{ state, hostPort: Number(hostPort), guestPort: Number(guestPort) }]
  })
}

/** Which port of the host's loopback leads to which port of the guest. */
export function forwardedPorts(connections: readonly Connection[]): Map<number, number> {
  return new Map(connections.filter(({ state }) => state === 'HOST_FORWARD').map(({ hostPort, guestPort }) => [guestPort, hostPort]))
}
