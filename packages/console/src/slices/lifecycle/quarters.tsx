/** The quarters as columns: what is bought in each, its sum beside the cap, blocks that are dragged or moved by the arrow keys. */
import { type JSX, type KeyboardEvent, useEffect, useEffectEvent, useRef } from 'react'
import type { ClientPlan, PlannedAsset, PlanQuarter } from '@mainstay/contract/lifecycle'
import { money } from '../../ui/money.ts'
import { kindWord, quarterWord } from './wording.ts'

type QuartersProps = {
  plan: ClientPlan
  quarters: readonly PlanQuarter[]
  /** Null for who may only look. */
  tryMove: ((asset: PlannedAsset, quarter: string) => void) | null
  unpin: ((asset: PlannedAsset) => void) | null
}

export function Quarters({ plan, quarters, tryMove, unpin }: QuartersProps): JSX.Element {
  const board = useRef<HTMLElement>(null)
  const drop = useEffectEvent((assetId: string, quarter: string): void => {
    const asset = quarters.flatMap(({ assets }) => assets).find(({ id }) => id === assetId)
    if (asset !== undefined) tryMove?.(asset, quarter)
  })
  useEffect(() => (board.current === null ? undefined : listenToDrags(board.current, drop)), [])
  return (
    <section ref={board} className="plan-board" aria-label="The plan by quarter" tabIndex={0}>
      <ol className="plan-quarters">
        {quarters.map((one, n) => (
          <li key={one.quarter} className="plan-quarter" data-quarter={one.quarter}>
            <h3 className="plan-name">{quarterWord(one.quarter)}</h3>
            <Fill spend={one.spendMinor} cap={plan.capMinor} currency={plan.currency} />
            <ul className="plan-blocks">
              {one.assets.map((asset) => (
                <Block
                  key={asset.id}
                  asset={asset}
                  currency={plan.currency}
                  movable={tryMove !== null}
                  earlier={tryMove === null || n === 0 ? null : () => tryMove(asset, quarters[n - 1]?.quarter ?? one.quarter)}
                  later={
                    tryMove === null || n === quarters.length - 1 ? null : () => tryMove(asset, quarters[n + 1]?.quarter ?? one.quarter)
                  }
                  unpin={unpin}
                />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** A drag is a way beside the buttons, for a mouse: it is heard on the whole board. */
function listenToDrags(board: HTMLElement, drop: (assetId: string, quarter: string) => void): () => void {
  let held: string | null = null
  const within = (event: Event, what: 'asset' | 'quarter'): HTMLElement | null =>
    event.target instanceof Element ? event.target.closest<HTMLElement>(`[data-${what}]`) : null
  const mark = (over: HTMLElement | null): void => {
    for (const one of board.querySelectorAll('[data-over]')) one.removeAttribute('data-over')
    over?.setAttribute('data-over', 'true')
  }
  const listeners: [string, (event: Event) => void][] = [
    ['dragstart', (event) => (held = within(event, 'asset')?.dataset['asset'] ?? null)],
    [
      'dragover',
      (event) => {
        if (held === null) return
        event.preventDefault()
        mark(within(event, 'quarter'))
      },
    ],
    [
      'drop',
      (event) => {
        const quarter = within(event, 'quarter')?.dataset['quarter']
        if (held !== null && quarter !== undefined) drop(held, quarter)
      },
    ],
    [
      'dragend',
      () => {
        held = null
        mark(null)
      },
    ],
  ]
  for (const [name, listener] of listeners) board.addEventListener(name, listener)
  return () => {
    for (const [name, listener] of listeners) board.removeEventListener(name, listener)
  }
}

function Fill({ spend, cap, currency }: { spend: number; cap: number; currency: string }): JSX.Element {
  const share = cap === 0 ? 0 : Math.min(1, spend / cap)
  return (
    <div className="plan-fill">
      <span className={spend === 0 ? 'soft num' : 'num'}>{spend === 0 ? '–' : money(spend, currency)}</span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" className="plan-room" />
        <rect width={share * 100} height="6" className="plan-spent" />
      </svg>
    </div>
  )
}

type BlockProps = {
  asset: PlannedAsset
  currency: string
  movable: boolean
  earlier: (() => void) | null
  later: (() => void) | null
  unpin: ((asset: PlannedAsset) => void) | null
}

function Block({ asset, currency, movable, earlier, later, unpin }: BlockProps): JSX.Element {
  const keys = (event: KeyboardEvent): void => {
    const move = event.key === 'ArrowLeft' ? earlier : event.key === 'ArrowRight' ? later : null
    if (move === null) return
    event.preventDefault()
    move()
  }
  return (
    <li className="plan-block" draggable={movable} data-asset={asset.id} data-pinned={asset.pinned}>
      <strong className="plan-thing">{asset.name}</strong>
      <span className="num">{money(asset.minor, currency)}</span>
      <span className="small soft">{kindWord[asset.kind]}</span>
      <span className="small soft plan-why">
        {asset.why}
        {asset.deadline ? ` · by ${quarterWord(asset.deadline)} at the latest` : ''}
        {asset.bundle ? ` · with ${asset.bundle}` : ''}
      </span>
      {movable ? (
        <fieldset className="plan-moves" aria-label={`Move ${asset.name}`}>
          <button
            type="button"
            disabled={earlier === null}
            onClick={earlier ?? undefined}
            onKeyDown={keys}
            aria-label={`${asset.name} a quarter earlier`}
          >
            ←
          </button>
          <button
            type="button"
            disabled={later === null}
            onClick={later ?? undefined}
            onKeyDown={keys}
            aria-label={`${asset.name} a quarter later`}
          >
            →
          </button>
          {asset.pinned ? (
            <button type="button" onClick={() => unpin?.(asset)}>
              Pinned: let it go
            </button>
          ) : null}
        </fieldset>
      ) : null}
    </li>
  )
}
