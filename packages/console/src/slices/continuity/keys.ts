/** A name within one plan that nothing else in it has. */
export function freeKey(base: string, things: readonly { key: string }[]): string {
  for (let n = things.length + 1; ; n++) if (!things.some(({ key }) => key === `${base}-${n}`)) return `${base}-${n}`
}

/** The list with one moved by a place; unchanged at an end. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  const [one, other] = [list[at], list[to]]
  if (one === undefined || other === undefined) return [...list]
  return list.map((item, n) => (n === at ? other : n === to ? one : item))
}
