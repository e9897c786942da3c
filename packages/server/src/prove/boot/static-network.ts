/** The address that a restored server gives itself, by its own configuration, so that the sandbox's network is the one that it expects. Pure. */
import type { GuestNetwork } from '../sandbox/machine-spec.ts'

export type StaticAddress = { address: string; prefix: number; gateway: string | null; interface: string | null }

/** Where systems write it: Debian's ifupdown, netplan, NetworkManager's keyfiles, systemd-networkd. */
export const NETWORK_FILES = ['/etc/network/interfaces'] as const
export const NETWORK_FOLDERS = [
  { path: '/etc/network/interfaces.d', ending: '' },
  { path: '/etc/netplan', ending: '.yaml' },
  { path: '/etc/NetworkManager/system-connections', ending: '.nmconnection' },
  { path: '/etc/systemd/network', ending: '.network' },
] as const

const ADDRESS = String.raw`(\d{1,3}(?:\.\d{1,3}){3})`
const WHOLE = new RegExp(`^${ADDRESS}$`)
const CIDR = new RegExp(`${ADDRESS}/(\\d{1,2})`)

/** Configurations are short; what goes on beyond is not read, and each line is looked at once: the text is somebody else's. */
const MOST_LINES = 2000
const LONGEST_LINE = 300

/** The first address of the first file that has one; IPv6 is left to itself. */
export function staticAddress(files: readonly { path: string; text: string }[]): StaticAddress | null {
  for (const { path, text } of files) {
    const lines = text.split('\n', MOST_LINES).filter((line) => line.length <= LONGEST_LINE && !/^\s*[#;]/.test(line))
    const found = inFile(path, lines)
    if (found !== null && isUsable(found)) return found
  }
  return null
}

/** QEMU's side takes the gateway's place. DHCP gives the same address, should the server ask for one after all. */
export function guestNetwork({ address, prefix, gateway }: StaticAddress): GuestNetwork {
  const own = numberOf(address)
  const mask = prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0
  const net = (own & mask) >>> 0
  const last = (net | ~mask) >>> 0
  const given = gateway === null ? null : numberOf(gateway)
  const inside = (number: number | null): number is number => number !== null && number > net && number < last && number !== own
  const host = inside(given) ? given : [net + 1, net + 2].find(inside)
  const dns = [net + 3, net + 2, net + 1, net + 4].find((one) => inside(one) && one !== host)
  return {
    network: `${textOf(net)}/${prefix}`,
    gateway: textOf(host ?? net + 1),
    guest: address,
    ...(dns === undefined ? {} : { dns: textOf(dns) }),
  }
}

function inFile(path: string, lines: readonly string[]): StaticAddress | null {
  if (path.startsWith('/etc/network/')) return ifupdown(lines)
  if (path.startsWith('/etc/netplan/')) return netplan(lines)
  if (path.startsWith('/etc/NetworkManager/')) return keyfile(lines)
  return networkd(lines)
}

/** interfaces(5): one stanza for each interface; the mask stands with the address or in a line of its own, dotted or as a length. */
function ifupdown(lines: readonly string[]): StaticAddress | null {
  let name: string | null = null
  let own: string[] = []
  const stanzas: { name: string; own: string[] }[] = []
  for (const line of lines) {
    const words = line.trim().split(/\s+/)
    if (/^(iface|auto|allow-.*|source.*|mapping)$/.test(words[0] ?? '')) {
      if (name !== null) stanzas.push({ name, own })
      name = words[0] === 'iface' && words[2] === 'inet' && words[3] === 'static' ? (words[1] ?? null) : null
      own = []
    } else own.push(words.join(' '))
  }
  if (name !== null) stanzas.push({ name, own })
  for (const stanza of stanzas) {
    const value = (key: string): string | undefined => stanza.own.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1)
    const [address, length] = value('address')?.split('/') ?? []
    const prefix = length ?? prefixOf(value('netmask') ?? '')
    const found = made(address, prefix, value('gateway'), stanza.name)
    if (found !== null) return found
  }
  return null
}

/** The interface is the nearest key above that is indented less than `addresses`. */
function netplan(lines: readonly string[]): StaticAddress | null {
  const at = lines.findIndex(
    (line, n) => /^\s*addresses:/.test(line) && CIDR.test(`${line} ${/:\s*$/.test(line) ? (lines[n + 1] ?? '') : ''}`),
  )
  if (at < 0) return null
  const [, address, prefix] = CIDR.exec(`${lines[at] ?? ''} ${lines[at + 1] ?? ''}`) ?? []
  const above = lines.slice(0, at).findLast((line) => /^\s*[\w.-]+:\s*$/.test(line) && indentOf(line) < indentOf(lines[at] ?? ''))
  const gateways = lines.flatMap((line) => new RegExp(String.raw`^\s*(?:-\s)?\s*(?:gateway4|via):\s*["']?${ADDRESS}`).exec(line)?.[1] ?? [])
  return made(address, prefix, gateways[0], above?.trim().replace(/:$/, ''))
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** nm-settings-keyfile(5): `address1=192.0.2.5/24,192.0.2.1`, older ones with semicolons. */
function keyfile(lines: readonly string[]): StaticAddress | null {
  const value = valuesIn(lines)
  if (value('ipv4', 'method') !== 'manual') return null
  const [address = '', first] = (value('ipv4', 'address1') ?? value('ipv4', 'addresses') ?? '').split(/[,;]/)
  const [ip, prefix] = address.split('/')
  return made(ip, prefix, first || value('ipv4', 'gateway'), value('connection', 'interface-name'))
}

function networkd(lines: readonly string[]): StaticAddress | null {
  const value = valuesIn(lines)
  const [address, prefix] = (value('Network', 'Address') ?? value('Address', 'Address') ?? '').split('/')
  const name = value('Match', 'Name')
  return made(
    address,
    prefix,
    value('Network', 'Gateway') ?? value('Route', 'Gateway'),
    name !== undefined && /^[\w.-]+$/.test(name) ? name : undefined,
  )
}

/** The first value of a key in a section; of one with several addresses, only those of IPv4 count. */
function valuesIn(lines: readonly string[]): (section: string, key: string) => string | undefined {
  let section = ''
  const values = new Map<string, string>()
  for (const line of lines.map((one) => one.trim())) {
    if (line.startsWith('[')) section = line.slice(1).split(']')[0] ?? ''
    const at = line.indexOf('=')
    const [key, value] = [`${section}.${line.slice(0, at).trim()}`, line.slice(at + 1).trim()]
    if (at > 0 && !values.has(key) && !value.includes(':')) values.set(key, value)
  }
  return (of, key) => values.get(`${of}.${key}`)
}

function made(
  address: string | undefined,
  prefix: string | undefined,
  gateway: string | undefined,
  name: string | undefined,
): StaticAddress | null {
  if (address === undefined || !WHOLE.test(address) || prefix === undefined || !/^\d{1,2}$/.test(prefix)) return null
  return {
    address,
    prefix: Number(prefix),
    gateway: gateway !== undefined && WHOLE.test(gateway) ? gateway : null,
    interface: name ?? null,
  }
}

/** QEMU needs room for the guest, itself and a name server; an address of this machine's own loopback is nobody's. */
function isUsable({ address, prefix }: StaticAddress): boolean {
  const parts = address.split('.').map(Number)
  return prefix >= 8 && prefix <= 29 && parts.every((part) => part <= 255) && parts[0] !== 127 && parts[0] !== 0 && (parts[0] ?? 0) < 224
}

/** Undefined for a mask with holes, and for none. */
function prefixOf(mask: string): string | undefined {
  if (mask === '') return undefined
  if (/^\d{1,2}$/.test(mask)) return mask
  const bits = numberOf(mask).toString(2).padStart(32, '0')
  return /^1*0*$/.test(bits) ? String(bits.replaceAll('0', '').length) : undefined
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => ((sum << 8) | (Number(part) & 255)) >>> 0, 0)
}

function textOf(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}
