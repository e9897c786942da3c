import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guestNetwork, staticAddress } from './static-network.ts'

const read = (path: string, text: string) => staticAddress([{ path, text }])

test.each<[string, string, string, object | null]>([
  [
    'ifupdown with a dotted mask',
    '/etc/network/interfaces',
    'auto lo\niface lo inet loopback\n\nauto ens18\niface ens18 inet static\n  address 192.168.1.10\n  netmask 255.255.255.128\n  gateway 192.168.1.1\n',
    { address: '192.168.1.10', prefix: 25, gateway: '192.168.1.1', interface: 'ens18' },
  ],
  [
    'ifupdown with a length, and a comment that is none',
    '/etc/network/interfaces.d/eth0',
    '# iface eth0 inet static\n#  address 1.1.1.1/24\niface eth0 inet6 auto\niface eth0 inet static\n\taddress 10.1.2.3/16\n',
    { address: '10.1.2.3', prefix: 16, gateway: null, interface: 'eth0' },
  ],
  ['ifupdown by DHCP', '/etc/network/interfaces', 'iface eth0 inet dhcp\n', null],
  [
    'netplan with routes',
    '/etc/netplan/50-cloud-init.yaml',
    'network:\n  version: 2\n  ethernets:\n    enp0s3:\n      dhcp4: false\n      addresses:\n        - "172.16.5.20/24"\n      routes:\n        - to: default\n          via: 172.16.5.1\n      nameservers:\n        addresses: [1.1.1.1]\n',
    { address: '172.16.5.20', prefix: 24, gateway: '172.16.5.1', interface: 'enp0s3' },
  ],
  [
    'netplan in one line',
    '/etc/netplan/a.yaml',
    'network:\n  ethernets:\n    eth0:\n      addresses: [10.0.0.5/29]\n      gateway4: 10.0.0.1\n',
    { address: '10.0.0.5', prefix: 29, gateway: '10.0.0.1', interface: 'eth0' },
  ],
  ['netplan by DHCP', '/etc/netplan/a.yaml', 'network:\n  ethernets:\n    eth0:\n      dhcp4: true\n', null],
  [
    'NetworkManager',
    '/etc/NetworkManager/system-connections/lan.nmconnection',
    '[connection]\nid=lan\ninterface-name=eno1\n\n[ipv4]\naddress1=192.0.2.5/24,192.0.2.1\nmethod=manual\n\n[ipv6]\nmethod=auto\n',
    { address: '192.0.2.5', prefix: 24, gateway: '192.0.2.1', interface: 'eno1' },
  ],
  [
    'NetworkManager by DHCP',
    '/etc/NetworkManager/system-connections/lan.nmconnection',
    '[ipv4]\naddress1=192.0.2.5/24\nmethod=auto\n',
    null,
  ],
  [
    'systemd-networkd',
    '/etc/systemd/network/10-lan.network',
    '[Match]\nName=enp1s0\n\n[Network]\nAddress=10.9.8.7/24\nGateway=10.9.8.1\n',
    { address: '10.9.8.7', prefix: 24, gateway: '10.9.8.1', interface: 'enp1s0' },
  ],
  ['no address of a network', '/etc/network/interfaces', 'iface eth0 inet static\n address 127.0.0.5/24\n', null],
  ['a mask with holes', '/etc/network/interfaces', 'iface eth0 inet static\n address 10.0.0.5\n netmask 255.0.255.0\n', null],
])('%s', (_, path, text, expected) => expect(read(path, text)).toEqual(expected))

test('the first file that has an address counts', () => {
  const files = [
    { path: '/etc/network/interfaces', text: 'iface lo inet loopback\n' },
    { path: '/etc/systemd/network/a.network', text: '[Network]\nAddress=10.9.8.7/24\n' },
  ]
  expect(staticAddress(files)?.address).toBe('10.9.8.7')
})

test('the sandbox takes the gateway’s place; one outside the network is passed over', () => {
  expect(guestNetwork({ address: '192.168.77.10', prefix: 24, gateway: '192.168.77.254', interface: null })).toEqual({
    network: '192.168.77.0/24',
    gateway: '192.168.77.254',
    guest: '192.168.77.10',
    dns: '192.168.77.3',
  })
  expect(guestNetwork({ address: '10.0.0.1', prefix: 29, gateway: '192.168.0.1', interface: null })).toMatchObject({
    gateway: '10.0.0.2',
    dns: '10.0.0.3',
  })
})

test('whatever the address, guest, gateway and name server are three within the network', () => {
  const part = fc.integer({ min: 1, max: 254 })
  fc.assert(
    fc.property(part, part, part, fc.integer({ min: 8, max: 29 }), part, (b, c, d, prefix, g) => {
      const address = `10.${b}.${c}.${d}`
      const plan = guestNetwork({ address, prefix, gateway: `10.${b}.${c}.${g}`, interface: null })
      const inside = [plan.gateway, plan.dns ?? '']
      expect(new Set([...inside, plan.guest]).size).toBe(3)
      const number = (text: string) => text.split('.').reduce((sum, one) => sum * 256 + Number(one), 0)
      const [net = '', length = ''] = plan.network.split('/')
      for (const one of inside) expect(number(one) > number(net) && number(one) < number(net) + 2 ** (32 - Number(length)) - 1).toBe(true)
    }),
  )
})

test('hostile text takes no time', () => {
  const started = performance.now()
  for (const path of ['/etc/network/interfaces', '/etc/netplan/a.yaml', '/etc/NetworkManager/system-connections/a.nmconnection'])
    for (const text of [
      'addresses:'.padEnd(200_000, ' '),
      '[ipv4]\n'.repeat(30_000),
      'iface a inet static\n'.repeat(10_000),
      '\n '.repeat(100_000),
    ])
      read(path, text)
  expect(performance.now() - started).toBeLessThan(3000)
})
