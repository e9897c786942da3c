/** Public holidays as a proposal for a client's calendar. */
import { z } from 'zod'

export const HolidayQuerySchema = z.object({
  /** ISO 3166-1, two letters. */
  country: z.string().regex(/^[A-Z]{2}$/, 'a country as DE'),
  /** As ISO 3166-2 has it after the country: `BE` of `DE-BE`. */
  region: z
    .string()
    .regex(/^[A-Z0-9]{1,3}$/, 'a region as BE')
    .optional(),
  year: z.coerce.number().int().min(2000).max(2100),
})
export type HolidayQuery = z.infer<typeof HolidayQuerySchema>

export const HolidaySchema = z.object({ date: z.iso.date(), name: z.string(), kind: z.enum(['public', 'bank']) })
export type Holiday = z.infer<typeof HolidaySchema>
export const HolidayListSchema = z.object({ holidays: z.array(HolidaySchema) })
