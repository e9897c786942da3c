/** The windowed rows of the device list: pages are fetched where they are looked at, rows exist where they are on screen. */
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, type KeyboardEvent, useRef } from 'react'
import type { DeviceRow } from '@mainstay/contract/monitoring'
import type { DeviceListSearch } from '../../app/search.ts'
import { Ago } from '../../ui/ago.tsx'
import { NotKnown } from '../../ui/not-known.tsx'
import { Share } from '../../ui/share.tsx'
import { StateMark } from '../../ui/tone-mark.tsx'
import { useWindowRows } from '../../ui/window-rows.ts'
import type { Column } from './columns.ts'
import { devicePageQuery, PAGE_SIZE } from './queries.ts'
import { osName } from './wording.ts'

const ROW_HEIGHT = 60

type RowsProps = { search: DeviceListSearch; total: number; columns: readonly Column[]; tracks: string }

export function DeviceRows({ search, total, columns, tracks }: RowsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  const { first, last } = useWindowRows(list, { count: total, rowHeight: ROW_HEIGHT })
  const rowAt = useRowsAt(search, first, last)
  return (
    <div ref={list} role="rowgroup" className="device-rows" style={{ height: total * ROW_HEIGHT }} onKeyDown={moveAlong}>
      {Array.from({ length: last - first }, (_, offset) => first + offset).map((index) => (
        <div
          key={index}
          role="row"
          aria-rowindex={index + 2}
          className="device-row"
          style={{ gridTemplateColumns: tracks, height: ROW_HEIGHT, transform: `translateY(${index * ROW_HEIGHT}px)` }}
        >
          <Cells row={rowAt(index)} columns={columns} />
        </div>
      ))}
    </div>
  )
}

/** Only the pages that are looked at are asked for, however long the list. */
function useRowsAt(search: DeviceListSearch, first: number, last: number): (index: number) => DeviceRow | undefined {
  const from = Math.floor(first / PAGE_SIZE)
  const to = Math.floor(Math.max(first, last - 1) / PAGE_SIZE)
  const numbers = Array.from({ length: to - from + 1 }, (_, offset) => from + offset + 1)
  const pages = useQueries({ queries: numbers.map((page) => devicePageQuery(search, page)) })
  return (index) => pages[Math.floor(index / PAGE_SIZE) - from]?.data?.rows[index % PAGE_SIZE]
}

function Cells({ row, columns }: { row: DeviceRow | undefined; columns: readonly Column[] }): JSX.Element {
  if (row === undefined)
    return (
      <div role="cell" className="device-cell soft" aria-busy="true">
        Loading
      </div>
    )
  return (
    <>
      <div role="cell" className="device-cell">
        <StateMark state={row.state} />
      </div>
      <div role="cell" className="device-cell device-name">
        <Link to="/devices/$deviceId" params={{ deviceId: row.id }} data-row className="clip">
          {row.hostname}
        </Link>
        {row.why ? <span className="clip small soft">{row.why}</span> : null}
      </div>
      {columns.map((column) => (
        <div key={column.id} role="cell" className={`device-cell device-extra${column.numeric ? ' num' : ''}`}>
          <Value row={row} column={column.id} />
        </div>
      ))}
    </>
  )
}

function Value({ row, column }: { row: DeviceRow; column: Column['id'] }): JSX.Element {
  switch (column) {
    case 'client':
      return (
        <Link to="/clients/$clientId" params={{ clientId: row.clientId }} className="clip">
          {row.clientName}
        </Link>
      )
    case 'site':
      return <span className="clip">{row.siteName}</span>
    case 'os':
      return <span>{osName[row.os]}</span>
    case 'lastSeen':
      return row.lastSeenAt === null ? <NotKnown>never</NotKnown> : <Ago at={row.lastSeenAt} />
    default:
      return <Share value={row[column]} />
  }
}

/** Arrow keys go from row to row; Enter follows the link as it always does. */
function moveAlong(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('a[data-row]')]
  const here = links.findIndex((link) => link.closest('[role="row"]')?.contains(document.activeElement))
  const next = links[here + (event.key === 'ArrowDown' ? 1 : -1)]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
