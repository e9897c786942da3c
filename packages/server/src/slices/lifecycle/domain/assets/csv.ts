/** Splits CSV (RFC 4180) into rows of fields; commas or semicolons, whichever the header has more of. */

export type CsvRow = { line: number; fields: string[] }

/** Blank rows are left out; `line` counts rows from 1 as a spreadsheet does. Throws a RangeError for a quote that never ends. */
export function csvRows(text: string): CsvRow[] {
  const input = text.replace(/^\uFEFF/, '')
  const separator = separatorOf(input)
  const rows: CsvRow[] = []
  let [fields, field, line, quoted]: [string[], string, number, boolean] = [[], '', 1, false]
  const endRow = (): void => {
    fields.push(field)
    if (fields.some((one) => one.trim() !== '')) rows.push({ line, fields: fields.map((one) => one.trim()) })
    ;[fields, field] = [[], '']
    line++
  }
  for (let at = 0; at < input.length; at++) {
    const char = input.charAt(at)
    if (quoted) {
      if (char !== '"') field += char
      else if (input.charAt(at + 1) === '"') {
        field += '"'
        at++
      } else quoted = false
    } else if (char === '"' && field.trim() === '') {
      quoted = true
      field = ''
    } else if (char === separator) {
      fields.push(field)
      field = ''
    } else if (char === '\n') endRow()
    else if (char !== '\r') field += char
  }
  if (quoted) throw new RangeError(`a quote that opens in row ${line} never ends`)
  endRow()
  return rows
}

function separatorOf(text: string): string {
  const header = text.slice(0, text.indexOf('\n') === -1 ? undefined : text.indexOf('\n'))
  const count = (char: string): number => header.split(char).length
  return count(';') > count(',') ? ';' : ','
}
