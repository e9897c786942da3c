/** Traffic of each real interface from /proc/net/dev, and TCP connections from /proc/net/snmp and sockstat. */
import { type LinuxCollector, measuring } from '../collector.ts'
import { networkTraffic, type Traffic } from './traffic.ts'

/** Loopback, and the interfaces that containers and virtual machines bring by the dozen: their traffic is counted on the real ones. */
const NOT_SHOWN =
  /^(lo|veth.*|docker.*|br-[0-9a-f]{12}|virbr.*|vnet.*|tap.*|cali.*|cni.*|flannel.*|kube.*|lxc.*|lxdbr.*|ifb.*|dummy.*|nerdctl.*|podman.*)$/
const MOST_INTERFACES = 32

export function createLinuxNetwork(): LinuxCollector {
  return (source, at) => {
    const interfaces = (source.read('/proc/net/dev') ?? '').split('\n').flatMap((line) => parseLine(line) ?? [])
    const list = networkTraffic(at, interfaces.filter(({ name }) => !NOT_SHOWN.test(name)).slice(0, MOST_INTERFACES))
    const { list: connections, put } = measuring(at)
    const tcp = { 'network.transport': 'tcp' }
    put('system.network.connection.count', '{connection}', established(source.read('/proc/net/snmp') ?? ''), {
      ...tcp,
      'network.connection.state': 'established',
    })
    const waiting = /^TCP: .*\btw (\d+)/m.exec(source.read('/proc/net/sockstat') ?? '')?.[1]
    if (waiting !== undefined) {
      put('system.network.connection.count', '{connection}', Number(waiting), { ...tcp, 'network.connection.state': 'time_wait' })
    }
    return [...list, ...connections]
  }
}

/** `eth0: bytes packets errs drop fifo frame compressed multicast | bytes packets errs drop …` */
function parseLine(line: string): Traffic | null {
  const found = /^\s*([^:\s]+):\s*(.*)$/.exec(line)
  const name = found?.[1]
  const n = (found?.[2] ?? '').split(/\s+/).map(Number)
  if (name === undefined || n.length < 16) return null
  const [rBytes = 0, rPackets = 0, rErrors = 0, rDropped = 0, , , , , tBytes = 0, tPackets = 0, tErrors = 0, tDropped = 0] = n
  return {
    name,
    receive: { bytes: rBytes, packets: rPackets, errors: rErrors, dropped: rDropped },
    transmit: { bytes: tBytes, packets: tPackets, errors: tErrors, dropped: tDropped },
  }
}

/** Two lines begin with `Tcp:`, names and values; CurrEstab is established and close-wait together (RFC 1213). */
function established(snmp: string): number | null {
  const [names, values] = [...snmp.matchAll(/^Tcp: (.*)$/gm)].map((m) => (m[1] ?? '').split(' '))
  const index = names?.indexOf('CurrEstab') ?? -1
  const value = index < 0 ? undefined : values?.[index]
  return value === undefined ? null : Number(value)
}
