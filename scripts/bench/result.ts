// What a benchmark prints: one JSON document a line, each a figure; and the table made of them.

export interface BenchResult {
  /** What was measured, as `ingest, durable, two cores`. */
  name: string
  value: number
  unit: string
  /** What design or issue asks for, as `>= 100000`. */
  target?: string
  /** Whether the target is reached. */
  met?: boolean
}

/** Null for a line that is not a result: a benchmark may also talk. */
export function parseResult(line: string): BenchResult | null {
  if (!line.startsWith('{')) return null
  try {
    const result = JSON.parse(line) as Partial<BenchResult>
    return typeof result.name === 'string' && typeof result.value === 'number' && typeof result.unit === 'string'
      ? (result as BenchResult)
      : null
  } catch {
    return null
  }
}

export function table(results: BenchResult[]): string {
  const rows = results.map(({ name, value, unit, target = '', met }) => [
    name,
    rounded(value),
    unit,
    target,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ])
  const head = ['figure', 'value', 'unit', 'target', '']
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Four significant digits, and whole numbers whole. */
function rounded(value: number): string {
  return Number.isInteger(value) || Math.abs(value) >= 10_000 ? String(Math.round(value)) : String(Number(value.toPrecision(4)))
}
