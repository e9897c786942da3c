/** Assets from a CSV file; what is wrong is named by row and column, and nothing is taken by half. */
import { type RefreshAsset, RefreshAssetSchema } from '@mainstay/contract/lifecycle'
import { AppError } from '@mainstay/kernel'
import { CsvError, parse } from 'csv-parse/sync'
import { readText } from './document.ts'

const COLUMNS = ['id', 'kind', 'cost', 'earliest', 'deadline', 'risk', 'pin', 'bundle'] as const
const LIMIT_BYTES = 16 * 2 ** 20
const MOST_ROWS = 5000

type Row = { record: Record<string, string>; info: { lines: number } }

/** Throws cli.usage when the file cannot be read, cli.csv when a row is wrong. */
export async function readRefreshAssets(file: string): Promise<RefreshAsset[]> {
  const rows = parsed(file, await readText(file, LIMIT_BYTES))
  if (rows.length > MOST_ROWS) throw wrong(file, `it has more than ${MOST_ROWS} rows`)
  const seen = new Map<string, number>()
  return rows.map(({ record, info }) => {
    const asset = assetOf(file, record, info.lines)
    const before = seen.get(asset.id)
    if (before !== undefined) throw wrong(file, `row ${info.lines}, column id: "${asset.id}" stands in row ${before} too`)
    seen.set(asset.id, info.lines)
    return asset
  })
}

function parsed(file: string, text: string): Row[] {
  try {
    return parse(text, {
      bom: true,
      columns: (header: string[]) => checked(file, header),
      info: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as Row[]
  } catch (error) {
    if (error instanceof CsvError) throw wrong(file, error.message)
    throw error
  }
}

function checked(file: string, header: string[]): string[] {
  const names = header.map((name) => name.toLowerCase())
  const absent = COLUMNS.filter((name) => !names.includes(name))
  if (absent.length > 0) throw wrong(file, `the header has no column ${absent.join(', ')}`)
  const unknown = names.filter((name) => !COLUMNS.some((known) => known === name))
  if (unknown.length > 0) throw wrong(file, `the header has a column "${unknown[0]}" that is not known`)
  return names
}

function assetOf(file: string, record: Record<string, string>, line: number): RefreshAsset {
  const result = RefreshAssetSchema.safeParse({
    ...record,
    cost: numberOf(record['cost']),
    risk: numberOf(record['risk']),
    deadline: record['deadline'] || null,
    pin: record['pin'] || null,
    bundle: record['bundle'] || null,
  })
  if (result.success) return result.data
  const [issue] = result.error.issues
  const column = String(issue?.path[0] ?? 'id')
  throw wrong(file, `row ${line}, column ${column}: "${record[column] ?? ''}" ${issue?.message ?? 'is wrong'}`)
}

/** Not a number rather than zero for an empty field or for `1,200`. */
function numberOf(text: string | undefined): number {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}

function wrong(file: string, detail: string): AppError {
  return new AppError('cli.csv', { file, detail })
}
