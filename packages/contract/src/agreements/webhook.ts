/** The webhook to accounting on the wire: where it leads, and how the last one went. Its secret is shown once. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'
import { InvoiceDocumentSchema } from './agreement.ts'

export const AccountingWebhookSchema = z.object({
  url: z.string(),
  setAt: InstantSchema,
  setBy: z.string(),
  /** Of the newest invoice that was told, or tried. `trouble`: what stopped it; it is tried again. */
  last: z.object({ at: InstantSchema, number: z.string(), trouble: z.string().nullable() }).nullable(),
})
export type AccountingWebhook = z.infer<typeof AccountingWebhookSchema>
/** `secret`: in the one answer to setting it. */
export const AccountingWebhookAnswerSchema = z.object({ webhook: AccountingWebhookSchema.nullable(), secret: z.string().nullable() })
export type AccountingWebhookAnswer = z.infer<typeof AccountingWebhookAnswerSchema>
export const SetAccountingWebhookSchema = z.strictObject({
  url: z.url({ protocol: /^https$/, error: 'an address as https://…' }).max(2000),
})

/** What is sent, signed as Standard Webhooks 1.0 has it. */
export const InvoiceApprovedHookSchema = z.object({
  type: z.literal('invoice.approved'),
  timestamp: InstantSchema,
  data: z.object({ clientId: IdSchema, invoiceId: IdSchema, number: z.string(), sha256: z.string(), document: InvoiceDocumentSchema }),
})
export type InvoiceApprovedHook = z.infer<typeof InvoiceApprovedHookSchema>
