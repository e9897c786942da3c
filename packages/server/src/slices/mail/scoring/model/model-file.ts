/** A model as bytes: one gzip of a line of JSON and the weights that are not zero, in 16 bits each. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'
import { FEATURES_VERSION } from '../features/extract.ts'
import { BITS, GROUPS, PLACES } from '../features/vector.ts'
import type { Linear } from './logistic.ts'
import type { MailModel } from './model.ts'

const FORMAT = 'mainstay-mail-model'
const LARGEST = 64_000_000
const HeadSchema = z.object({ bias: z.number(), step: z.number(), count: z.int().nonnegative().max(PLACES) })
const HeaderSchema = z.object({
  format: z.literal(FORMAT),
  features: z.int(),
  bits: z.int(),
  origin: z.enum(['prior', 'trained']),
  loudness: z.array(z.number()).length(GROUPS.length),
  offset: z.number(),
  tagAt: z.number(),
  trainedOn: z.object({ ham: z.int(), spam: z.int(), phish: z.int() }),
  spam: HeadSchema.nullable(),
  phishing: HeadSchema.nullable(),
})

export function encodeModel(model: MailModel, most = PLACES): Buffer {
  const [spam, phishing] = [pack(model.spam, most), pack(model.phishing, most)]
  const { origin, loudness, offset, tagAt, trainedOn } = model
  const header = {
    format: FORMAT,
    features: FEATURES_VERSION,
    bits: BITS,
    origin,
    loudness,
    offset,
    tagAt,
    trainedOn,
    spam: spam?.head ?? null,
    phishing: phishing?.head ?? null,
  }
  const bodies = [spam, phishing].flatMap((one) => (one === null ? [] : [one.body]))
  return gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), ...bodies]), { level: 9 })
}

/** Throws `mail.model-unreadable` where it is no model, and `mail.model-version` where it is of another version. */
export function decodeModel(bytes: Uint8Array, name: string): MailModel {
  const unreadable = (detail: string) => new AppError('mail.model-unreadable', { name, detail })
  let data: Buffer
  try {
    data = gunzipSync(bytes, { maxOutputLength: LARGEST })
  } catch {
    throw unreadable('it is not packed as one')
  }
  const newline = data.subarray(0, 10_000).indexOf(10)
  const header = parseHeader(data.toString('utf8', 0, Math.max(0, newline)))
  if (header === null) throw unreadable('its first line is not that of a model')
  if (header.features !== FEATURES_VERSION || header.bits !== BITS)
    throw new AppError('mail.model-version', { name, version: String(header.features), expected: FEATURES_VERSION })
  const parsed = HeaderSchema.safeParse(header)
  if (!parsed.success) throw unreadable('its first line is not that of a model')
  const { spam, phishing, origin, loudness, offset, tagAt, trainedOn } = parsed.data
  const first = newline + 1
  const second = first + 6 * (spam?.count ?? 0)
  if (data.length !== second + 6 * (phishing?.count ?? 0)) throw unreadable('it is cut short')
  return { origin, loudness, offset, tagAt, trainedOn, spam: unpack(data, first, spam), phishing: unpack(data, second, phishing) }
}

function parseHeader(line: string): { features?: unknown; bits?: unknown } | null {
  try {
    const header = JSON.parse(line) as unknown
    const known = z.looseObject({ format: z.literal(FORMAT), features: z.unknown(), bits: z.unknown() }).safeParse(header)
    return known.success ? known.data : null
  } catch {
    return null
  }
}

type Head = z.infer<typeof HeadSchema>

function pack(linear: Linear | null, most: number): { head: Head; body: Buffer } | null {
  if (linear === null) return null
  const { weights, bias } = linear
  let largest = 0
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight))
  const step = largest / 32_767 || 1
  const kept: number[] = []
  const least = most >= PLACES ? step / 2 : smallestOf(weights, most)
  for (const [place, weight] of weights.entries()) if (Math.abs(weight) > least) kept.push(place)
  const body = Buffer.alloc(kept.length * 6)
  // Places apart from values: each packs better among its like.
  let before = 0
  for (const [index, place] of kept.entries()) {
    body.writeUInt32LE(place - before, index * 4)
    before = place
    body.writeInt16LE(Math.round((weights[place] as number) / step), kept.length * 4 + index * 2)
  }
  return { head: { bias, step, count: kept.length }, body }
}

/** The size of the weight below which none is kept, so that at most `most` are. */
function smallestOf(weights: Float32Array, most: number): number {
  const sizes = weights.map(Math.abs).sort()
  return sizes[Math.max(0, sizes.length - most - 1)] ?? 0
}

function unpack(data: Buffer, start: number, head: Head | null): Linear | null {
  if (head === null) return null
  const { bias, step, count } = head
  const weights = new Float32Array(PLACES)
  let place = 0
  for (let index = 0; index < count; index++) {
    place += data.readUInt32LE(start + index * 4)
    if (place < PLACES) weights[place] = data.readInt16LE(start + count * 4 + index * 2) * step
  }
  return { weights, bias }
}
