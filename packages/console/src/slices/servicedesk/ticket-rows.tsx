/** The windowed rows of the queue: pages are fetched where they are looked at, rows exist where they are on screen. */
import { useQueries } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, type KeyboardEvent, useRef } from 'react'
import type { TicketRow } from '@mainstay/contract/servicedesk'
import { useNow } from '../../ui/now.ts'
import { exact } from '../../ui/when.ts'
import { useZone } from '../../ui/zone.tsx'
import { useWindowRows } from '../../ui/window-rows.ts'
import { PAGE_SIZE, ticketPageQuery } from './queries.ts'
import type { TicketListSearch } from './ticket-search.ts'
import { Told } from './told.tsx'
import { priorityWord, statusWord, timeLeft } from './wording.ts'

const ROW_HEIGHT = 60

export function TicketRows({ search, total }: { search: TicketListSearch; total: number }): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  const { first, last } = useWindowRows(list, { count: total, rowHeight: ROW_HEIGHT })
  const from = Math.floor(first / PAGE_SIZE)
  const to = Math.floor(Math.max(first, last - 1) / PAGE_SIZE)
  const pages = useQueries({ queries: Array.from({ length: to - from + 1 }, (_, n) => ticketPageQuery(search, from + n + 1)) })
  const rowAt = (index: number): TicketRow | undefined => pages[Math.floor(index / PAGE_SIZE) - from]?.data?.rows[index % PAGE_SIZE]
  return (
    <div className="card card-flush ticket-table" role="table" aria-label="Tickets" aria-rowcount={total + 1}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="ticket-grid ticket-head">
          <div role="columnheader">Time left</div>
          <div role="columnheader">Ticket</div>
          {['Client', 'Priority', 'Status', 'Who has it'].map((name) => (
            <div key={name} role="columnheader" className="ticket-extra">
              {name}
            </div>
          ))}
        </div>
      </div>
      <div ref={list} role="rowgroup" className="ticket-rows" style={{ height: total * ROW_HEIGHT }}>
        {Array.from({ length: last - first }, (_, offset) => first + offset).map((index) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="ticket-grid ticket-row"
            style={{ height: ROW_HEIGHT, transform: `translateY(${index * ROW_HEIGHT}px)` }}
          >
            <Cells row={rowAt(index)} />
          </div>
        ))}
      </div>
    </div>
  )
}

function Cells({ row }: { row: TicketRow | undefined }): JSX.Element {
  const now = useNow()
  const zone = useZone()
  if (row === undefined)
    return (
      <div role="cell" className="soft" aria-busy="true">
        Loading
      </div>
    )
  return (
    <>
      <div role="cell" title={row.next ? exact(new Date(row.next.deadline), zone) : undefined}>
        <Told left={timeLeft(row, now)} />
      </div>
      <div role="cell" className="ticket-subject">
        <Link to="/tickets/$ticketId" params={{ ticketId: row.id }} data-row className="clip" onKeyDown={moveAlong}>
          {row.subject}
        </Link>
        <span className="clip small soft">
          #{row.number} · {row.requester}
        </span>
      </div>
      <div role="cell" className="ticket-extra clip">
        {row.clientName}
      </div>
      <div role="cell" className="ticket-extra">
        {priorityWord[row.priority]}
      </div>
      <div role="cell" className="ticket-extra">
        {statusWord[row.status]}
      </div>
      <div role="cell" className="ticket-extra clip">
        {row.assignee?.name ?? <span className="soft">nobody</span>}
      </div>
    </>
  )
}

/** Arrow keys, or j and k, go from ticket to ticket; Enter follows the link as it always does. */
function moveAlong(event: KeyboardEvent<HTMLAnchorElement>): void {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key]
  if (step === undefined) return
  const links = [...(event.currentTarget.closest('[role="rowgroup"]')?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
  const here = links.indexOf(event.currentTarget)
  const next = links[here + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
