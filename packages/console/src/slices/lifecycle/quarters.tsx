/** The quarters as columns: what is bought in each, its sum beside the cap, blocks that are dragged or moved by the arrow keys. */
import { type DragEvent, type JSX, type KeyboardEvent, useState } from 'react'
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
  const [held, setHeld] = useState<PlannedAsset | null>(null)
  const [over, setOver] = useState<string | null>(null)
  const drop = (quarter: string): void => {
    if (held !== null && tryMove !== null) tryMove(held, quarter)
    setHeld(null)
    setOver(null)
  }
  return (
    <section className="plan-board" aria-label="The plan by quarter" tabIndex={0}>
      <ol className="plan-quarters">
        {quarters.map((one, n) => (
          <li
            key={one.quarter}
            className="plan-quarter"
            data-over={over === one.quarter}
            onDragOver={(event: DragEvent) => {
              if (held === null) return
              event.preventDefault()
              setOver(one.quarter)
            }}
            onDrop={() => drop(one.quarter)}
          >
            <h3 className="plan-name">{quarterWord(one.quarter)}</h3>
            <Fill spend={one.spendMinor} cap={plan.capMinor} currency={plan.currency} />
            <ul className="plan-blocks">
              {one.assets.map((asset) => (
                <Block
                  key={asset.id}
                  asset={asset}
                  currency={plan.currency}
                  hold={tryMove === null ? null : setHeld}
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
  hold: ((asset: PlannedAsset | null) => void) | null
  earlier: (() => void) | null
  later: (() => void) | null
  unpin: ((asset: PlannedAsset) => void) | null
}

function Block({ asset, currency, hold, earlier, later, unpin }: BlockProps): JSX.Element {
  const keys = (event: KeyboardEvent): void => {
    const move = event.key === 'ArrowLeft' ? earlier : event.key === 'ArrowRight' ? later : null
    if (move === null) return
    event.preventDefault()
    move()
  }
  return (
    <li
      className="plan-block"
      draggable={hold !== null}
      onDragStart={() => hold?.(asset)}
      onDragEnd={() => hold?.(null)}
      data-pinned={asset.pinned}
    >
      <strong className="plan-thing">{asset.name}</strong>
      <span className="num">{money(asset.minor, currency)}</span>
      <span className="small soft">{kindWord[asset.kind]}</span>
      <span className="small soft plan-why">
        {asset.why}
        {asset.deadline ? ` · by ${quarterWord(asset.deadline)} at the latest` : ''}
        {asset.bundle ? ` · with ${asset.bundle}` : ''}
      </span>
      {hold === null ? null : (
        <fieldset className="plan-moves" aria-label={`Move ${asset.name}`} onKeyDown={keys}>
          <button type="button" disabled={earlier === null} onClick={earlier ?? undefined} aria-label={`${asset.name} a quarter earlier`}>
            ←
          </button>
          <button type="button" disabled={later === null} onClick={later ?? undefined} aria-label={`${asset.name} a quarter later`}>
            →
          </button>
          {asset.pinned ? (
            <button type="button" onClick={() => unpin?.(asset)}>
              Pinned: let it go
            </button>
          ) : null}
        </fieldset>
      )}
    </li>
  )
}
