/** The desk's own mailbox on the wire: its address, how mail comes in, how it goes out, what was refused. Passwords go in and never come out. */
import { z } from 'zod'
import { InstantSchema } from '../common/index.ts'
import { TlsModeSchema } from '../mail/gateway.ts'

const HostSchema = z
  .string()
  .trim()
  .max(253)
  .regex(/^[A-Za-z0-9.:-]+$/, 'a host name or an address')
const PortSchema = z.int().min(1).max(65_535)
const UserSchema = z.string().trim().min(1).max(320)

export const ImapSchema = z.object({
  host: HostSchema,
  port: PortSchema.default(993),
  /** `starttls` is required, not tried. `none`: for a server on the same machine. */
  tls: z.enum(['tls', 'starttls', 'none']).default('tls'),
  user: UserSchema,
  folder: z.string().trim().min(1).max(200).default('INBOX'),
  /** Whose `Authentication-Results` are believed (RFC 8601), as `mx.example.com`. Without one nobody in this mailbox is proven. */
  trusts: z.string().trim().toLowerCase().max(253).default(''),
})
export type Imap = z.infer<typeof ImapSchema>

export const SmartHostSchema = z.object({
  host: HostSchema,
  port: PortSchema.default(587),
  tls: TlsModeSchema.default('verified'),
  /** Null: it takes mail from this machine without signing in. */
  user: UserSchema.nullable().default(null),
})
export type SmartHost = z.infer<typeof SmartHostSchema>

export const DeskAddressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(200)
  .regex(/^[a-z0-9._-]+@([a-z0-9-]+\.)+[a-z0-9-]+$/, 'an address like help@example.com, without a plus sign')

export const DeskMailboxSchema = z.object({
  address: z.string(),
  name: z.string(),
  imap: ImapSchema.nullable(),
  smartHost: SmartHostSchema.nullable(),
  setAt: InstantSchema,
  setBy: z.string(),
  /** When the mailbox was read the last time, and what stopped it; null before, and without IMAP. */
  poll: z.object({ at: InstantSchema, trouble: z.string().nullable() }).nullable(),
})
export type DeskMailbox = z.infer<typeof DeskMailboxSchema>

export const RefusedMailSchema = z.object({
  id: z.string(),
  at: InstantSchema,
  sender: z.string(),
  subject: z.string(),
  reason: z.string(),
})
export type RefusedMail = z.infer<typeof RefusedMailSchema>
/** `mailbox` is null until somebody sets one. `refused`: the newest of what became no ticket. */
export const DeskMailSchema = z.object({ mailbox: DeskMailboxSchema.nullable(), refused: z.array(RefusedMailSchema) })
export type DeskMail = z.infer<typeof DeskMailSchema>

const PasswordSchema = z.string().min(1).max(1000)
/** A password that is left out stays what it was, while host, port, encryption and user do. */
export const SetDeskMailboxSchema = z.strictObject({
  address: DeskAddressSchema,
  name: z.string().trim().min(1).max(100),
  imap: z
    .strictObject({ ...ImapSchema.shape, password: PasswordSchema.optional() })
    .nullable()
    .default(null),
  smartHost: z
    .strictObject({ ...SmartHostSchema.shape, password: PasswordSchema.optional() })
    .nullable()
    .default(null),
})
export type SetDeskMailbox = z.infer<typeof SetDeskMailboxSchema>
