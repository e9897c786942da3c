/** Which rows of a list are new, and which are things that are known already: by serial, else by name. */
import type { AssetFields, ImportProblem } from '@mainstay/contract/lifecycle'
import type { ImportRow } from './read-import.ts'

type Existing = { id: string; isOfAgent: boolean; fields: AssetFields }
export type Merged = { added: AssetFields[]; changed: { id: string; fields: AssetFields }[]; problems: ImportProblem[] }

export function mergeImport(rows: readonly ImportRow[], existing: readonly Existing[]): Merged {
  const merged: Merged = { added: [], changed: [], problems: [] }
  const taken = new Map<string, number>()
  const bySerials = Map.groupBy(existing, (one) => spoken(one.fields.serial))
  const byNames = Map.groupBy(existing, (one) => spoken(one.fields.name))
  for (const { row, fields } of rows) {
    const bySerial = fields.serial === '' ? [] : (bySerials.get(spoken(fields.serial)) ?? [])
    const found = bySerial.length > 0 ? bySerial : (byNames.get(spoken(fields.name)) ?? [])
    const [match, second] = found
    if (match === undefined) merged.added.push(fields)
    else if (second !== undefined)
      merged.problems.push({
        row,
        column: bySerial.length > 0 ? 'serial' : 'name',
        text: `${found.length} assets have it; rename or retire one`,
      })
    else if (taken.has(match.id))
      merged.problems.push({ row, column: 'name', text: `means the same asset as row ${taken.get(match.id)}: ${match.fields.name}` })
    else {
      taken.set(match.id, row)
      const next = overlay(match, fields)
      if (JSON.stringify(next) !== JSON.stringify(match.fields)) merged.changed.push({ id: match.id, fields: next })
    }
  }
  return merged
}

/** An empty field of a list says nothing: what is known stays. What an agent says of its machine outweighs a list. */
function overlay({ fields, isOfAgent }: Existing, from: AssetFields): AssetFields {
  const given = Object.fromEntries(Object.entries(from).filter(([, value]) => value !== '' && value !== null)) as Partial<AssetFields>
  const machine = isOfAgent
    ? { name: fields.name, vendor: fields.vendor || from.vendor, model: fields.model || from.model, serial: fields.serial || from.serial }
    : {}
  return { ...fields, ...given, ...machine }
}

/** As people read it: case and space around make no other thing. */
function spoken(text: string): string {
  return text.trim().toLowerCase()
}
