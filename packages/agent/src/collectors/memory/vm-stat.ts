/** Reads the output of macOS's `vm_stat`: counters by name, in pages. */

export function vmStat(text: string): { pageSize: number; count(name: string): number | null } | null {
  const pageSize = /page size of (\d+) bytes/.exec(text)?.[1]
  if (pageSize === undefined) return null
  const counts = new Map([...text.matchAll(/^"?([^":]+)"?:\s+(\d+)\.$/gm)].map((m) => [m[1], Number(m[2])]))
  return { pageSize: Number(pageSize), count: (name) => counts.get(name) ?? null }
}
