/** What a machine is made of: hardware, disks, network, software, and what its agent could not see. */
import { TextInput } from '@mantine/core'
import { type JSX, useState } from 'react'
import type { DeviceDetail } from '@mainstay/contract/devices'
import { Ago } from '../../ui/ago.tsx'
import { Facts } from '../../ui/facts.tsx'
import { bytes, count, duration } from '../../ui/format.ts'
import { Empty, Notice } from '../../ui/messages.tsx'
import { NotKnown } from '../../ui/not-known.tsx'
import { Section } from '../../ui/page.tsx'
import { TableCard } from '../../ui/table-card.tsx'

type Inventory = NonNullable<DeviceDetail['inventory']>

export function InventoryPart({ device }: { device: DeviceDetail }): JSX.Element {
  const { inventory } = device
  if (inventory === null)
    return (
      <Section title="Inventory">
        <Empty title="The agent has not sent its inventory yet">It comes at its start, then daily and on change.</Empty>
      </Section>
    )
  return (
    <Section
      title="Inventory"
      aside={
        <>
          as of <Ago at={inventory.at} />
        </>
      }
    >
      <div className="columns-2">
        <div className="card stack">
          <h3>Machine</h3>
          <Facts rows={machine(device, inventory)} />
        </div>
        <div className="card stack">
          <h3>Network</h3>
          <Facts
            rows={inventory.network.map(({ name, addresses, mac }) => [name, [...addresses, mac].filter(Boolean).join(' · ') || null])}
          />
        </div>
      </div>
      <FileSystems inventory={inventory} />
      <Software software={inventory.software} />
      {inventory.cannotSee.length > 0 ? (
        <Notice tone="unknown" title={`${count(inventory.cannotSee.length, 'thing')} the agent cannot see`}>
          <ul>
            {inventory.cannotSee.map(({ what, why }) => (
              <li key={what}>
                {what}: {why}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </Section>
  )
}

function machine(device: DeviceDetail, { hardware, os }: Inventory): [string, string | null][] {
  const skew = device.clockSkewSeconds
  return [
    ['Model', [hardware.vendor, hardware.model].filter(Boolean).join(' ') || null],
    ['Serial number', hardware.serial],
    ...(hardware.virtual === null ? [] : [['Virtual machine of', hardware.virtual] satisfies [string, string]]),
    [
      'Processor',
      hardware.cpuModel === null ? count(hardware.cpuCount, 'core') : `${hardware.cpuModel}, ${count(hardware.cpuCount, 'core')}`,
    ],
    ['Memory', bytes(hardware.memoryBytes)],
    ['Kernel', `${os.kernel} (${os.arch})`],
    ['Agent', device.agentVersion],
    [
      'Clock',
      skew === null ? null : Math.abs(skew) < 2 ? 'agrees with the server' : `${duration(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'}`,
    ],
  ]
}

function FileSystems({ inventory }: { inventory: Inventory }): JSX.Element | null {
  if (inventory.filesystems.length === 0) return null
  return (
    <TableCard label="File systems">
      <table className="table">
        <caption className="visually-hidden">File systems</caption>
        <thead>
          <tr>
            <th>File system</th>
            <th>Device</th>
            <th>Type</th>
            <th className="num">Size</th>
            <th className="num">Used</th>
          </tr>
        </thead>
        <tbody>
          {inventory.filesystems.map(({ mountpoint, device, type, bytes: size, usedBytes }) => (
            <tr key={mountpoint}>
              <td>{mountpoint}</td>
              <td className="soft">{device}</td>
              <td className="soft">{type}</td>
              <td className="num">{size === null ? <NotKnown /> : bytes(size)}</td>
              <td className="num">{usedBytes === null ? <NotKnown /> : bytes(usedBytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableCard>
  )
}

/** A machine has hundreds of packages; a person looks for one. */
const SHOWN = 25

function Software({ software }: { software: Inventory['software'] }): JSX.Element {
  const [wanted, setWanted] = useState('')
  const found = software.filter(({ name }) => name.toLowerCase().includes(wanted.trim().toLowerCase()))
  return (
    <div className="card card-flush">
      <div className="list-row row-between">
        <h3>{count(software.length, 'software package')}</h3>
        <TextInput
          aria-label="Find a package"
          placeholder="Find a package"
          value={wanted}
          onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      </div>
      {wanted.trim() === '' ? null : (
        <div className="table-scroll">
          <table className="table">
            <thead>
              <tr>
                <th>Package</th>
                <th>Version</th>
                <th>From</th>
              </tr>
            </thead>
            <tbody>
              {found.slice(0, SHOWN).map(({ name, version, source }) => (
                <tr key={`${source} ${name}`}>
                  <td>{name}</td>
                  <td>{version}</td>
                  <td className="soft">{source}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="list-row soft">{found.length > SHOWN ? `${SHOWN} of ${found.length} that fit` : `${found.length} that fit`}</p>
        </div>
      )}
    </div>
  )
}
