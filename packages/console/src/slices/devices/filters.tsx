/** Filters of the device list. They live in the address, so that a view can be sent to a colleague. */
import { Button, Checkbox, Menu, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import type { DeviceList } from '@mainstay/contract/monitoring'
import type { DeviceListSearch } from '../../app/search.ts'
import { ToneShape } from '../../ui/icons.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { stateWord, toneOfState } from '../../ui/tone.ts'
import { clientsQuery } from '../clients/queries.ts'
import { type Column, columns } from './columns.ts'
import { osName } from './wording.ts'
import '../../ui/filters.css'

type Change = (change: Partial<Record<keyof DeviceListSearch, string | undefined>>) => void
type FiltersProps = { search: DeviceListSearch; change: Change; counts: DeviceList['counts'] | undefined }

const STATES = ['critical', 'unknown', 'warning', 'ok'] as const

export function Filters({ search, change, counts }: FiltersProps): JSX.Element {
  const { data: clients } = useQuery(clientsQuery)
  return (
    <div className="filters">
      <div className="chips" role="group" aria-label="State">
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={search.state === state}
            onClick={() => change({ state: search.state === state ? undefined : state })}
          >
            <ToneShape tone={toneOfState(state)} />
            {stateWord[state]}
            <span className="num">{counts?.[state] ?? ''}</span>
          </button>
        ))}
      </div>
      <SearchBox
        key={search.clientId}
        label="Search by name"
        placeholder="Search by name"
        q={search.q ?? ''}
        search={(q) => change({ q })}
      />
      <NativeSelect
        aria-label="Client"
        value={search.clientId ?? ''}
        onChange={({ currentTarget }) => change({ clientId: currentTarget.value || undefined })}
        data={[{ value: '', label: 'Every client' }, ...(clients?.clients ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <NativeSelect
        aria-label="System"
        value={search.os ?? ''}
        onChange={({ currentTarget }) => change({ os: currentTarget.value || undefined })}
        data={[{ value: '', label: 'Every system' }, ...Object.entries(osName).map(([value, label]) => ({ value, label }))]}
      />
    </div>
  )
}

export function ColumnChoice({ chosen, choose }: { chosen: readonly Column[]; choose: (next: Column[]) => void }): JSX.Element {
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target>
        <Button variant="default">Columns</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.map((column) => {
          const on = chosen.includes(column)
          return (
            <Menu.Item
              key={column.id}
              role="menuitemcheckbox"
              aria-checked={on}
              leftSection={<Checkbox.Indicator checked={on} />}
              onClick={() => choose(columns.filter((one) => (one === column ? !on : chosen.includes(one))))}
            >
              {column.name}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
