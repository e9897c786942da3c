/** Hardware and operating system of a Linux machine, from /sys/class/dmi, /proc and os-release. */
import type { Inventory } from '@mainstay/contract/agent'
import type { LinuxSource } from '../collectors/collector.ts'
import { meminfo } from '../collectors/memory/meminfo.ts'

export function linuxHardware(source: LinuxSource): Inventory['hardware'] {
  const dmi = (name: string): string | null => clean(source.read(`/sys/class/dmi/id/${name}`))
  const cpuinfo = source.read('/proc/cpuinfo') ?? ''
  const deviceTree = clean(source.read('/proc/device-tree/model')?.replaceAll('\0', '') ?? null)
  return {
    vendor: dmi('sys_vendor'),
    model: dmi('product_name') ?? deviceTree,
    serial: dmi('product_serial'),
    virtual: virtualisation(`${dmi('sys_vendor') ?? ''} ${dmi('product_name') ?? ''}`, cpuinfo),
    cpuModel: clean(/^(?:model name|Model|cpu model)\s*:\s*(.+)$/m.exec(cpuinfo)?.[1] ?? null),
    cpuCount: Math.max(1, cpuinfo.match(/^processor\s*:/gm)?.length ?? 1),
    memoryBytes: meminfo(source.read('/proc/meminfo') ?? '')('MemTotal') ?? 1,
  }
}

export function linuxSystem(source: LinuxSource, arch: string): Inventory['os'] {
  const release = source.read('/etc/os-release') ?? source.read('/usr/lib/os-release') ?? ''
  const field = (name: string): string | null =>
    clean(new RegExp(`^${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|(.*))$`, 'm').exec(release)?.slice(1).find(Boolean) ?? null)
  return {
    family: 'linux',
    id: field('ID'),
    name: field('PRETTY_NAME') ?? field('NAME') ?? 'Linux',
    version: field('VERSION_ID'),
    kernel: clean(source.read('/proc/sys/kernel/osrelease')) ?? 'unknown',
    arch,
  }
}

/** Words that makers leave in these fields when they fill in nothing. */
const PLACEHOLDER =
  /^(to be filled by o\.?e\.?m\.?|system (manufacturer|product name|serial number)|default string|not specified|none|0+|n\/a)$/i

function clean(text: string | null): string | null {
  const trimmed = text?.trim().slice(0, 512) ?? ''
  return trimmed === '' || PLACEHOLDER.test(trimmed) ? null : trimmed
}

const HYPERVISORS: [RegExp, string][] = [
  [/vmware/i, 'vmware'],
  [/virtualbox|innotek/i, 'virtualbox'],
  [/microsoft corporation virtual machine/i, 'hyper-v'],
  [/amazon ec2/i, 'amazon'],
  [/google compute/i, 'google'],
  [/xen/i, 'xen'],
  [/qemu|kvm|bochs/i, 'kvm'],
]

/** The processor's `hypervisor` flag says that there is one, the maker's name which. */
function virtualisation(names: string, cpuinfo: string): string | null {
  const known = HYPERVISORS.find(([pattern]) => pattern.test(names))?.[1]
  return known ?? (/^flags\s*:.*\bhypervisor\b/m.test(cpuinfo) ? 'unknown hypervisor' : null)
}
