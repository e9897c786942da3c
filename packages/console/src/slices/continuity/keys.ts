/** A name within one plan that nothing else in it has. */
export function freeKey(base: string, taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`
}

/** The list with one moved by a place; unchanged at an end. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  const [one, other] = [list[at], list[to]]
  if (one === undefined || other === undefined) return [...list]
  return list.map((item, n) => (n === at ? other : n === to ? one : item))
}
