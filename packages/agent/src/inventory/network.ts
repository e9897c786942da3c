/** The network interfaces that a machine has, with their addresses, on any system. */
import type { NetworkInterfaceInfo } from 'node:os'
import type { Inventory } from '@mainstay/contract/agent'
import type { LinuxSource } from '../collectors/collector.ts'

type Interfaces = Record<string, NetworkInterfaceInfo[] | undefined>

/** Mbit/s come from /sys/class/net; virtual interfaces answer -1, and interfaces that are down do not answer. */
export function networkInventory(interfaces: Interfaces, source: LinuxSource): Inventory['network'] {
  return Object.entries(interfaces)
    .filter(([, addresses]) => addresses?.some(({ internal }) => !internal))
    .slice(0, 256)
    .map(([name, addresses = []]) => {
      const speed = Number(source.read(`/sys/class/net/${name}/speed`) ?? Number.NaN)
      const mac = addresses[0]?.mac ?? null
      return {
        name,
        mac: mac === '00:00:00:00:00:00' ? null : mac,
        addresses: addresses.slice(0, 64).map(({ cidr, address }) => cidr ?? address),
        speedMbit: speed > 0 ? speed : null,
      }
    })
}
