import type { AssetFields } from '@mainstay/contract/lifecycle'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvRows } from './csv.ts'
import { mergeImport } from './merge-import.ts'
import { readImport } from './read-import.ts'

const read = (csv: string) => readImport(csv, { currency: 'USD', today: '2026-11-24' })
const problem = (csv: string) => read(csv).problems.map(({ row, column, text }) => `${row} ${column}: ${text}`)

test('a list is read with its dates, amounts and kinds, whatever its columns are called', () => {
  const csv =
    '\uFEFFHostname;Type;Service Tag;Bought;Cost;Warranty end;Life;Note\r\nsrv-books;Server;ABC;2022-03-01;"4,250.50";2027-03-01;72;"says ""hi"";\nbye"\r\n\r\n'
  const { rows, problems } = read(csv)
  expect(problems).toEqual([])
  expect(rows).toEqual([
    {
      row: 2,
      fields: expect.objectContaining({
        name: 'srv-books',
        kind: 'server',
        serial: 'ABC',
        purchasedOn: '2022-03-01',
        priceMinor: 425_050,
        warrantyUntil: '2027-03-01',
        lifeMonths: 72,
        note: 'says "hi";\nbye',
      }),
    },
  ])
})

describe('a problem is named by row and column, and nothing is taken', () => {
  test.each([
    ['', ['1 all: there is a header and at least one row to come']],
    ['name,kind', ['1 all: there is a header and at least one row to come']],
    [
      'name,weight\nx,1',
      [
        '1 weight: no column of this name is known; known are name, kind, serial, vendor, model, system, purchased, price, currency, warranty, life, replacement, bundle, note',
        '1 kind: this column is needed and missing',
      ],
    ],
    ['name,kind,name\na,server,b', ['1 name: this column stands twice']],
    ['name,kind\n"a,server', ['1 all: a quote that opens in row 2 never ends']],
    [
      'name,kind\na,toaster\n,server',
      [
        '2 kind: “toaster” is no kind; kinds are server, virtual-machine, workstation, laptop, mobile, firewall, switch, access-point, storage, ups, printer, software, other',
        '3 name: a name is missing',
      ],
    ],
    [
      'name,kind,price\na,server,-5\nb,server,12.345\nc,server,1e3',
      [
        '2 price: “-5” is no amount (as 1250.00, not negative, in USD)',
        '3 price: “12.345” is no amount (as 1250.00, not negative, in USD)',
        '4 price: “1e3” is no amount (as 1250.00, not negative, in USD)',
      ],
    ],
    [
      'name,kind,purchased,warranty\na,server,03/04/2025,2025-02-30\nb,server,2031-01-01,',
      [
        '2 purchased: “03/04/2025” is no date (as 2023-05-31)',
        '2 warranty: “2025-02-30” is no date (as 2023-05-31)',
        '3 purchased: 2031-01-01 has not come yet',
      ],
    ],
    ['name,kind,currency\na,server,usd\nb,server,EUR', ['3 currency: “EUR” beside USD: a client’s prices are in one currency']],
    [
      'name,kind,serial\na,server,S1\nb,laptop,s1\na,server,\nA,server,',
      ['3 serial: the same as in row 2', '5 name: the same as in row 4'],
    ],
    ['name,kind\na,server,extra', ['2 all: 3 fields where the header has 2']],
    ['name,kind,life\na,server,0', ['2 life: “0” is no number of months']],
  ])('%j', (csv, expected) => {
    expect(problem(csv)).toEqual(expected)
    expect(read(csv).rows).toEqual([])
  })
})

test('whatever is written as CSV is read back as it was', () => {
  const field = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\r', '').trim())
  const row = fc.tuple(field, field, field).filter((fields) => fields.some((one) => one !== ''))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
      const quoted = rows.map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
      expect(
        csvRows(`a,b,c\n${quoted.join('\n')}`)
          .slice(1)
          .map(({ fields }) => fields),
      ).toEqual(rows)
    }),
  )
})

const fields = (more: Partial<AssetFields>): AssetFields => ({
  ...(read('name,kind\nx,server').rows[0]?.fields as AssetFields),
  ...more,
})
const existing = (id: string, more: Partial<AssetFields>, isOfAgent = false) => ({ id, isOfAgent, fields: fields(more) })

describe('a row of a list', () => {
  test('is the thing with its serial, else with its name; else it is new', () => {
    const known = [existing('1', { name: 'a', serial: 'S1' }), existing('2', { name: 'b' })]
    const rows = [fields({ name: 'renamed', serial: 's1' }), fields({ name: 'B', note: 'n' }), fields({ name: 'c' })]
    const { added, changed, problems } = mergeImport(
      rows.map((one, n) => ({ row: n + 2, fields: one })),
      known,
    )
    expect([added.map(({ name }) => name), changed.map(({ id }) => id), problems]).toEqual([['c'], ['1', '2'], []])
  })

  test('leaves what it does not say, and what an agent knows', () => {
    const [known] = [existing('1', { name: 'srv', vendor: 'Dell', note: 'rack 2' }, true)]
    const { changed } = mergeImport([{ row: 2, fields: fields({ name: 'SRV', vendor: 'HP', model: 'R750', priceMinor: 5 }) }], [known])
    expect(changed[0]?.fields).toMatchObject({ name: 'srv', vendor: 'Dell', model: 'R750', note: 'rack 2', priceMinor: 5 })
  })

  test('that says nothing new changes nothing', () => {
    const known = existing('1', { name: 'a', note: 'n' })
    expect(mergeImport([{ row: 2, fields: fields({ name: 'a' }) }], [known])).toEqual({ added: [], changed: [], problems: [] })
  })

  test('that could mean two things, or the thing of another row, is a problem', () => {
    const twins = [existing('1', { name: 'a', serial: 'S' }), existing('2', { name: 'a' })]
    expect(mergeImport([{ row: 2, fields: fields({ name: 'a' }) }], twins).problems).toEqual([
      { row: 2, column: 'name', text: '2 assets have it; rename or retire one' },
    ])
    const rows = [fields({ name: 'x', serial: 'S' }), fields({ name: 'a' })].map((one, n) => ({ row: n + 2, fields: one }))
    expect(mergeImport(rows, twins.slice(0, 1)).problems).toEqual([{ row: 3, column: 'name', text: 'means the same asset as row 2: a' }])
  })
})
