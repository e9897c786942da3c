/** Every device that one may see: how are they, and which first? */
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type JSX, useCallback, useState } from 'react'
import { type DeviceListSearch, deviceListSearch } from '../../app/search.ts'
import { useMay } from '../../app/session.ts'
import { Icon } from '../../ui/icons.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty } from '../../ui/messages.tsx'
import { Page } from '../../ui/page.tsx'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { type Column, storeColumns, storedColumns } from './columns.ts'
import { DeviceRows } from './device-rows.tsx'
import { ColumnChoice, Filters } from './filters.tsx'
import { devicePageQuery } from './queries.ts'
import { devicesTitle } from './wording.ts'
import './devices.css'

export function Devices(): JSX.Element {
  const search = useSearch({ from: '/app/devices' })
  const navigate = useNavigate({ from: '/devices' })
  const [columns, setColumns] = useState(storedColumns)
  const first = useQuery(devicePageQuery(search, 1))
  const mayAdd = useMay('devices.write')
  const change = useCallback(
    (next: Record<string, string | undefined>) =>
      void navigate({ search: (now: DeviceListSearch) => deviceListSearch({ ...now, ...next }), replace: true }),
    [navigate],
  )
  const choose = (next: Column[]): void => {
    setColumns(next)
    storeColumns(next)
  }
  return (
    <Page
      wide
      title={first.data ? devicesTitle(first.data) : 'Devices'}
      actions={
        <>
          <ColumnChoice chosen={columns} choose={choose} />
          {mayAdd ? (
            <Button component={Link} to="/devices/add">
              Add a device
            </Button>
          ) : null}
        </>
      }
    >
      <div className="stack">
        <Filters search={search} change={change} counts={first.data?.counts} />
        <Loaded query={first} skeleton={<RowsSkeleton rows={8} />}>
          {({ total }) =>
            total === 0 ? (
              <NothingHere filtered={Object.keys(search).some((key) => key !== 'sort' && key !== 'order')} mayAdd={mayAdd} />
            ) : (
              <Table search={search} total={total} columns={columns} change={change} />
            )
          }
        </Loaded>
      </div>
    </Page>
  )
}

type TableProps = { search: DeviceListSearch; total: number; columns: Column[]; change: (next: Record<string, string | undefined>) => void }

function Table({ search, total, columns, change }: TableProps): JSX.Element {
  const tracks = ['112px', 'minmax(180px, 2fr)', ...columns.map(({ width }) => width)].join(' ')
  const heads = [
    { id: 'state', name: 'State', sort: 'state' as const, numeric: false },
    { id: 'hostname', name: 'Device', sort: 'hostname' as const, numeric: false },
    ...columns,
  ]
  return (
    <div className="card card-flush device-table" role="table" aria-label="Devices" aria-rowcount={total + 1}>
      <div role="rowgroup" className="device-heads">
        <div role="row" aria-rowindex={1} className="device-head" style={{ gridTemplateColumns: tracks }}>
          {heads.map(({ id, name, sort, numeric }) => (
            <Head key={id} name={name} sort={sort} numeric={numeric} search={search} change={change} />
          ))}
        </div>
      </div>
      <DeviceRows search={search} total={total} columns={columns} tracks={tracks} />
    </div>
  )
}

type HeadProps = Pick<TableProps, 'search' | 'change'> & { name: string; sort: DeviceListSearch['sort'] | null; numeric: boolean }

function Head({ name, sort, numeric, search, change }: HeadProps): JSX.Element {
  const on = sort !== null && (search.sort ?? 'state') === sort
  const down = (search.order ?? 'asc') === 'desc'
  const look = `device-cell${numeric ? ' num' : ''}${name === 'State' || name === 'Device' ? '' : ' device-extra'}`
  if (!sort)
    return (
      <div role="columnheader" className={look}>
        {name}
      </div>
    )
  return (
    <div role="columnheader" className={look} aria-sort={on ? (down ? 'descending' : 'ascending') : 'none'}>
      <button type="button" className="device-sort" onClick={() => change({ sort, order: on && !down ? 'desc' : 'asc' })}>
        {name}
        {on ? <Icon name={down ? 'down' : 'up'} size={12} /> : null}
      </button>
    </div>
  )
}

function NothingHere({ filtered, mayAdd }: { filtered: boolean; mayAdd: boolean }): JSX.Element {
  if (filtered)
    return (
      <Empty title="No device fits these filters" action={<Link to="/devices">Show every device</Link>}>
        Loosen a filter, or look for a part of the name.
      </Empty>
    )
  return (
    <Empty title="Devices appear here as they enrol" action={mayAdd ? <Link to="/devices/add">Add the first device</Link> : null}>
      A machine becomes a device when its agent starts with a one-time token, which your own key makes.
    </Empty>
  )
}
