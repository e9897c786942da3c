/** Which rows of a long list are on screen: the list keeps its full height, only those rows exist. */
import { type RefObject, useLayoutEffect, useState } from 'react'

export type Range = { first: number; last: number }

/** `top`: how far the list's upper edge lies below the screen's (negative once scrolled past). `last` is exclusive. */
export function rangeOf(o: { top: number; screen: number; rowHeight: number; count: number; spare: number }): Range {
  const first = Math.floor(-o.top / o.rowHeight) - o.spare
  const last = Math.ceil((o.screen - o.top) / o.rowHeight) + o.spare
  const within = (row: number): number => Math.min(o.count, Math.max(0, row))
  return { first: within(first), last: within(last) }
}

export function useWindowRows(list: RefObject<HTMLElement | null>, o: { count: number; rowHeight: number; spare?: number }): Range {
  const { count, rowHeight, spare = 8 } = o
  const [range, setRange] = useState<Range>({ first: 0, last: Math.min(count, 40) })
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = list.current?.getBoundingClientRect().top ?? 0
      const next = rangeOf({ top, screen: globalThis.innerHeight, rowHeight, count, spare })
      setRange((now) => (now.first === next.first && now.last === next.last ? now : next))
    }
    measure()
    globalThis.addEventListener('scroll', measure, { passive: true })
    globalThis.addEventListener('resize', measure)
    return () => {
      globalThis.removeEventListener('scroll', measure)
      globalThis.removeEventListener('resize', measure)
    }
  }, [list, count, rowHeight, spare])
  return range
}
