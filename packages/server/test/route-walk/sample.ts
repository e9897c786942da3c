/** One instance of a schema, with ids put wherever an id can stand. */
import type { Id } from '@mainstay/kernel'
import { z } from 'zod'

export type Words = {
  /** By noun: `device` for `deviceId` and `deviceIds`. */
  ids: ReadonlyMap<string, Id>
  /** Where the name of an id tells nothing. */
  id: Id
  /** What free text begins with. */
  text: string
  /** A mail domain of the client. */
  domain?: string
}

/** The one moment of all rows and requests: where a time is part of an address, it is that of the row. */
export const INSTANT = new Date().toISOString()

type JsonSchema = Record<string, unknown>

export function instanceOf(schema: unknown, words: Words): unknown {
  const json = schema instanceof z.ZodType ? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) : schema
  const made = sample(json as JsonSchema, '', words, json as JsonSchema)
  return schema instanceof z.ZodType ? (withoutExcluded(schema, made) ?? made) : made
}

/** Where two properties exclude each other, which no JSON Schema tells, one of them is left out. Null when that does not help. */
function withoutExcluded(schema: z.ZodType, made: unknown): unknown {
  const { error } = schema.safeParse(made)
  if (error === undefined) return made
  for (const { path } of error.issues.filter(({ code }) => code === 'custom')) {
    for (const name of Object.keys(at(made, path.slice(0, -1)))) {
      const less: unknown = structuredClone(made)
      delete at(less, path.slice(0, -1))[name]
      if (schema.safeParse(less).success) return less
    }
  }
  return null
}

function at(value: unknown, path: readonly PropertyKey[]): Record<string, unknown> {
  const found = path.reduce<unknown>((one, key) => (one as Record<PropertyKey, unknown>)[key], value)
  return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
}

export function idNamed(name: string, ids: ReadonlyMap<string, Id>): Id | undefined {
  return ids.get(kebab(name.replace(/Ids?$/, '')))
}

export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `key` is the name under which the instance stands. */
function sample(schema: JsonSchema | boolean, key: string, words: Words, root: JsonSchema): unknown {
  // `false` allows nothing, `true` anything.
  if (typeof schema === 'boolean') return schema ? words.text : undefined
  const reference = schema['$ref']
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1) ?? ''
    return sample((root['$defs'] as Record<string, JsonSchema> | undefined)?.[name] ?? {}, key, words, root)
  }
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0]
  // All at once: a format of one part and the pattern of another are of the same text.
  if (Array.isArray(schema['allOf'])) {
    const { allOf, ...rest } = schema
    const parts = allOf as JsonSchema[]
    const patterns = [rest, ...parts].flatMap((part) => patternsOf(part))
    return sample({ ...Object.assign({}, ...parts), ...rest, patterns }, key, words, root)
  }
  for (const either of ['anyOf', 'oneOf']) {
    // The last: where `'all'` may stand instead of a list of ids, the list is the one to try.
    const choices = (schema[either] as JsonSchema[] | undefined)?.filter((choice) => choice['type'] !== 'null')
    if (choices !== undefined) return sample(choices.at(-1) ?? {}, key, words, root)
  }
  const type = schema['type']
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object': {
      const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
      return Object.fromEntries(properties.map(([name, property]) => [name, sample(property, name, words, root)]))
    }
    case 'array':
      return items(schema, key, words, root)
    case 'integer':
    case 'number':
      return number(schema)
    case 'boolean':
      return false
    case 'string':
      return text(schema, key, words)
    default:
      return words.text
  }
}

/** One item; a tuple has one of each kind (JSON Schema 2020-12, `prefixItems`). */
function items(schema: JsonSchema, key: string, words: Words, root: JsonSchema): unknown[] {
  const tuple = schema['prefixItems'] as (JsonSchema | boolean)[] | undefined
  const kinds = tuple ?? [(schema['items'] ?? true) as JsonSchema | boolean]
  return kinds.map((kind) => sample(kind, key, words, root)).filter((item) => item !== undefined)
}

/** Waiting is asked for by a number: none of it is best. */
function number({ minimum, exclusiveMinimum, default: preset }: JsonSchema): number {
  if (typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER) return minimum
  if (typeof exclusiveMinimum === 'number') return exclusiveMinimum + 1
  return typeof preset === 'number' ? preset : 1
}

const FORMATS: Record<string, string> = {
  'date-time': INSTANT,
  date: '2026-11-24',
  email: 'walker@people.example',
  uri: 'https://walker.example/',
}

function text(schema: JsonSchema, key: string, words: Words): string {
  const known = idNamed(key, words.ids)
  const format = typeof schema['format'] === 'string' ? schema['format'] : ''
  if (format === 'uuid') return known ?? words.id
  if (format in FORMATS) return FORMATS[format] ?? ''
  if (/zone$/i.test(key)) return 'Europe/Berlin'
  // Free text that is called `site` is no id; one that is called `siteId` is.
  if (known !== undefined && /Ids?$/.test(key)) return known
  const free = words.text.padEnd(Number(schema['minLength'] ?? 0), 'x').slice(0, Number(schema['maxLength'] ?? 200))
  const patterns = patternsOf(schema).map((pattern) => new RegExp(pattern, 'u'))
  const forms = [`/${words.text}`, `/dev/${words.text}`, words.text.toLowerCase()]
  const fitting = [free, ...forms, ...(words.domain === undefined ? [] : [words.domain]), ...SHAPES].find(
    (candidate) =>
      patterns.every((pattern) => pattern.test(candidate)) &&
      candidate.length >= Number(schema['minLength'] ?? 0) &&
      candidate.length <= Number(schema['maxLength'] ?? 200),
  )
  return fitting ?? free
}

/** Texts of the shapes that patterns ask for. */
const SHAPES = [
  '2026-10',
  '2026-11-24',
  '2027-Q1',
  'USD',
  'DE',
  '08:00',
  '/walked',
  'walker.example',
  'walker@people.example',
  'DE123456789',
  'DE89370400440532013000',
  '/dev/walked',
  'ab'.repeat(32),
  'A'.repeat(43),
  'A'.repeat(86),
]

function patternsOf(schema: JsonSchema): string[] {
  const several = schema['patterns']
  return [
    ...(typeof schema['pattern'] === 'string' ? [schema['pattern']] : []),
    ...(Array.isArray(several) ? several.filter((one) => typeof one === 'string') : []),
  ]
}
