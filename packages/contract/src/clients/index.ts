/** Clients and their sites, as the console and the portal see them. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'

/** One line that reads as it is written: no control characters, none that turn the direction of writing, not only invisible ones. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .refine((text) => !/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(text), 'holds a line break or a character that hides what is written')
  .refine((text) => /[^\p{Cf}\p{Z}]/u.test(text), 'shows nothing')
/** An IANA zone that this runtime knows. */
export const ZoneSchema = z.string().refine((zone) => isZone(zone), 'not an IANA time zone, e.g. Europe/Berlin')

export const SiteSchema = z.object({ id: IdSchema, clientId: IdSchema, name: z.string(), createdAt: InstantSchema })
export type Site = z.infer<typeof SiteSchema>

export const ClientSchema = z.object({
  id: IdSchema,
  name: z.string(),
  zone: z.string(),
  createdAt: InstantSchema,
  sites: z.array(SiteSchema),
})
export type Client = z.infer<typeof ClientSchema>

export const ClientListSchema = z.object({ clients: z.array(ClientSchema) })
/** `sameName`: another client of a name that is taken; without it, that is refused. */
export const NewClientSchema = z.object({ name, zone: ZoneSchema.default('Etc/UTC'), sameName: z.boolean().optional() })
export type NewClient = z.infer<typeof NewClientSchema>
export const NewSiteSchema = z.object({ name })

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
