/** Reads a list of assets that was written as CSV. Every problem is named by row and column; with one, nothing is taken. */
import { ASSET_KINDS, type AssetFields, type AssetKind, type ImportProblem } from '@mainstay/contract/lifecycle'
import { csvRows } from './csv.ts'
import { DateText, minorOf } from './import-values.ts'

export type ImportRow = { row: number; fields: AssetFields }
export type ReadImport = { rows: ImportRow[]; problems: ImportProblem[] }

/** What columns may be called; the first is its name in messages. */
const COLUMNS = {
  name: ['name', 'asset', 'hostname'],
  kind: ['kind', 'type'],
  serial: ['serial', 'serial number', 'service tag'],
  vendor: ['vendor', 'manufacturer', 'make'],
  model: ['model'],
  system: ['system', 'operating system', 'os'],
  purchased: ['purchased', 'purchase date', 'bought'],
  price: ['price', 'purchase price', 'cost'],
  currency: ['currency'],
  warranty: ['warranty', 'warranty until', 'warranty end'],
  life: ['life', 'useful life (months)'],
  replacement: ['replacement', 'replacement cost'],
  bundle: ['bundle'],
  note: ['note', 'notes'],
} as const
type Column = keyof typeof COLUMNS

/** More than this is not shown: whoever has so many has one cause. */
const MOST_PROBLEMS = 50

export function readImport(csv: string, { currency, today }: { currency: string; today: string }): ReadImport {
  let rows: ReturnType<typeof csvRows>
  try {
    rows = csvRows(csv)
  } catch (error) {
    return { rows: [], problems: [{ row: 1, column: 'all', text: (error as Error).message }] }
  }
  const [header, ...body] = rows
  if (header === undefined || body.length === 0)
    return { rows: [], problems: [{ row: 1, column: 'all', text: 'there is a header and at least one row to come' }] }
  const { places, problems } = placesOf(header.fields)
  if (problems.length > 0) return { rows: [], problems }
  const read = body.map((row) => readRow(row.line, (column) => row.fields[places.get(column) ?? -1] ?? '', { currency, today }))
  const found = [...read.flatMap((one) => one.problems), ...twins(read.flatMap(({ row }) => (row === null ? [] : [row])))]
  for (const { line, fields } of body)
    if (fields.length > header.fields.length)
      found.push({ row: line, column: 'all', text: `${fields.length} fields where the header has ${header.fields.length}` })
  found.sort((a, b) => a.row - b.row)
  return { rows: found.length > 0 ? [] : read.flatMap(({ row }) => row ?? []), problems: found.slice(0, MOST_PROBLEMS) }
}

function placesOf(header: readonly string[]): { places: Map<Column, number>; problems: ImportProblem[] } {
  const places = new Map<Column, number>()
  const problems: ImportProblem[] = []
  for (const [at, title] of header.entries()) {
    if (title === '') continue
    const column = (Object.keys(COLUMNS) as Column[]).find((one) => (COLUMNS[one] as readonly string[]).includes(title.toLowerCase()))
    if (column === undefined)
      problems.push({ row: 1, column: title, text: `no column of this name is known; known are ${Object.keys(COLUMNS).join(', ')}` })
    else if (places.has(column)) problems.push({ row: 1, column: title, text: 'this column stands twice' })
    else places.set(column, at)
  }
  for (const needed of ['name', 'kind'] as const)
    if (!places.has(needed)) problems.push({ row: 1, column: needed, text: 'this column is needed and missing' })
  return { places, problems }
}

function readRow(row: number, of: (column: Column) => string, o: { currency: string; today: string }) {
  const problems: ImportProblem[] = []
  const wrong = (column: Column, text: string): null => {
    problems.push({ row, column, text })
    return null
  }
  const date = (column: Column): string | null => {
    const text = of(column)
    if (text === '') return null
    return DateText.safeParse(text).success ? text : wrong(column, `“${text}” is no date (as 2023-05-31)`)
  }
  const amount = (column: Column): number | null => {
    const text = of(column)
    if (text === '') return null
    return minorOf(text, o.currency) ?? wrong(column, `“${text}” is no amount (as 1250.00, not negative, in ${o.currency})`)
  }
  const text = (column: Column, most: number): string => {
    const value = of(column)
    return value.length <= most ? value : (wrong(column, `longer than ${most} characters`) ?? '')
  }
  const kind = kindOf(of('kind'))
  if (kind === null) wrong('kind', `“${of('kind')}” is no kind; kinds are ${ASSET_KINDS.join(', ')}`)
  if (of('name') === '') wrong('name', 'a name is missing')
  if (of('currency') !== '' && of('currency').toUpperCase() !== o.currency)
    wrong('currency', `“${of('currency')}” beside ${o.currency}: a client’s prices are in one currency`)
  const purchasedOn = date('purchased')
  if (purchasedOn !== null && purchasedOn > o.today) wrong('purchased', `${purchasedOn} has not come yet`)
  const life = of('life')
  if (life !== '' && !/^[1-9]\d{0,2}$/.test(life)) wrong('life', `“${life}” is no number of months`)
  const fields: AssetFields = {
    name: text('name', 200),
    kind: kind ?? 'other',
    serial: text('serial', 200),
    vendor: text('vendor', 200),
    model: text('model', 200),
    system: text('system', 200),
    purchasedOn,
    priceMinor: amount('price'),
    warrantyUntil: date('warranty'),
    lifeMonths: life === '' ? null : Number(life),
    replacementMinor: amount('replacement'),
    supportBoughtTo: null,
    bundle: text('bundle', 100),
    note: text('note', 2000),
  }
  return { row: problems.length > 0 ? null : { row, fields }, problems }
}

/** A row that says the same thing's name or serial again would overwrite the first. */
function twins(rows: readonly ImportRow[]): ImportProblem[] {
  const seen = new Map<string, number>()
  return rows.flatMap(({ row, fields: { serial, name } }) => {
    const [key, column] = serial === '' ? [`name ${name.toLowerCase()}`, 'name'] : [`serial ${serial.toLowerCase()}`, 'serial']
    const first = seen.get(key)
    if (first === undefined) seen.set(key, row)
    return first === undefined ? [] : [{ row, column, text: `the same as in row ${first}` }]
  })
}

function kindOf(text: string): AssetKind | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
  const known: Record<string, AssetKind> = {
    desktop: 'workstation',
    pc: 'workstation',
    notebook: 'laptop',
    phone: 'mobile',
    tablet: 'mobile',
    vm: 'virtual-machine',
    nas: 'storage',
    router: 'firewall',
    'wireless-access-point': 'access-point',
    licence: 'software',
    license: 'software',
  }
  return ASSET_KINDS.find((kind) => kind === plain) ?? known[plain] ?? null
}
