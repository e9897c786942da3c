/** Lays out a table of Markdown for a document. */

/** As a formatter of Markdown would have it: numbers to the right. */
export function aligned(rows: readonly string[]): string {
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  const toRight = (cells[1] ?? []).map((cell) => cell.endsWith(':'))
  const widths = toRight.map((_, n) => Math.max(...cells.map((row) => (row[n] ?? '').length)))
  const rule = widths.map((width, n) => (toRight[n] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)))
  const pad = (row: readonly string[]): string =>
    `| ${row.map((cell, n) => (toRight[n] ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join(' | ')} |`
  return cells.map((row, n) => pad(n === 1 ? rule : row)).join('\n')
}
