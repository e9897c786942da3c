/** Reads data of ends of support: those that come with the platform, or newer ones of endoflife.date in either of its shapes. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'
import type { EndOfLife, Product, Release } from '../domain/assets/support.ts'

const SHIPPED = join(import.meta.dirname, '..', '..', '..', '..', 'data', 'endoflife')

const when = z.union([z.string(), z.boolean()])
const OursSchema = z.object({
  asOf: z.string(),
  products: z.array(
    z.object({
      product: z.string(),
      title: z.string(),
      releases: z.array(
        z.object({
          cycle: z.string(),
          label: z.string().optional(),
          released: z.string().optional(),
          eol: when,
          extended: z.string().optional(),
          build: z.string().optional(),
        }),
      ),
    }),
  ),
})
/** The front matter of its product pages, as one list. */
const PagesSchema = z.array(
  z.object({
    product: z.string(),
    title: z.string(),
    releases: z.array(
      z.object({
        releaseCycle: z.coerce.string(),
        releaseLabel: z.string().optional(),
        releaseDate: z.string().optional(),
        eol: when,
        eoes: when.optional(),
        latest: z.coerce.string().nullish(),
      }),
    ),
  }),
)
/** `GET https://endoflife.date/api/v1/products/full` */
const ApiSchema = z.object({
  generated_at: z.string(),
  result: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      releases: z.array(
        z.object({
          name: z.string(),
          label: z.string().optional(),
          releaseDate: z.string().nullish(),
          isEol: z.boolean(),
          eolFrom: z.string().nullish(),
          eoesFrom: z.string().nullish(),
          latest: z.object({ name: z.string() }).nullish(),
        }),
      ),
    }),
  ),
})

/** `path` is a file, or a folder with `products.json`. Throws `lifecycle.endoflife-unreadable`, which names it. */
export function loadEndOfLife(path: string = SHIPPED): EndOfLife {
  try {
    const isFolder = statSync(path).isDirectory()
    const file = isFolder ? join(path, 'products.json') : path
    const { asOf, products } = parse(JSON.parse(readFileSync(file, 'utf8')), statSync(file).mtime)
    const byName = new Map(products.flatMap((one) => [[one.product, one] as const, [slugOf(one.title), one] as const]))
    return { asOf, find: (name) => byName.get(name) }
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : (error as Error).message
    throw new AppError('lifecycle.endoflife-unreadable', { path, detail }, { cause: error })
  }
}

function parse(data: unknown, changed: Date): { asOf: string; products: Product[] } {
  if (Array.isArray(data)) return { asOf: changed.toISOString().slice(0, 10), products: PagesSchema.parse(data).map(fromPages) }
  if (typeof data === 'object' && data !== null && 'result' in data) {
    const { generated_at, result } = ApiSchema.parse(data)
    return { asOf: generated_at.slice(0, 10), products: result.map(fromApi) }
  }
  const { asOf, products } = OursSchema.parse(data)
  return { asOf, products: products.map(({ releases, ...product }) => ({ ...product, releases: releases.map(fromOurs) })) }
}

type Ours = z.infer<typeof OursSchema>['products'][number]['releases'][number]

function fromOurs({ cycle, label, released, eol, extended, build }: Ours): Release {
  return { cycle, label: label ?? '', released: released ?? null, eol, extended: extended ?? null, build: build ?? null }
}

function fromPages({ product, title, releases }: z.infer<typeof PagesSchema>[number]): Product {
  return {
    product,
    title,
    releases: releases.map((one) => ({
      cycle: one.releaseCycle,
      // Labels of the pages may hold words that only their own program fills in.
      label: one.releaseLabel === undefined || one.releaseLabel.includes('__') ? '' : one.releaseLabel,
      released: one.releaseDate ?? null,
      eol: one.eol,
      extended: typeof one.eoes === 'string' ? one.eoes : null,
      build: one.latest ?? null,
    })),
  }
}

function fromApi({ name, label, releases }: z.infer<typeof ApiSchema>['result'][number]): Product {
  return {
    product: name,
    title: label,
    releases: releases.map((one) => ({
      cycle: one.name,
      label: one.label ?? '',
      released: one.releaseDate ?? null,
      eol: one.eolFrom ?? one.isEol,
      extended: one.eoesFrom ?? null,
      build: one.latest?.name ?? null,
    })),
  }
}

function slugOf(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9.]+/g, '-')
}
