/** Who is signed in, first sign-in, people, API tokens. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'

export * from './passkeys.ts'
export * from './sign-in-providers.ts'

export const StaffRoleSchema = z.enum(['owner', 'technician', 'planner', 'read-only'])
export const ClientRoleSchema = z.enum(['client-manager', 'client-user'])
export const RoleSchema = z.union([StaffRoleSchema, ClientRoleSchema])
export type Role = z.infer<typeof RoleSchema>

export const MeSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  kind: z.enum(['staff', 'client']),
  role: RoleSchema,
  permissions: z.array(z.string()),
  clients: z.union([z.literal('all'), z.array(IdSchema)]),
  twoFactor: z.boolean(),
})
export type Me = z.infer<typeof MeSchema>

const password = z.string().min(12, 'at least 12 characters').max(256)
/** `GET /api/setup` says whether the first sign-in is still open; `POST /api/setup` uses the one-time link and never works again. */
export const SetupStateSchema = z.object({ open: z.boolean() })
export const SetupRequestSchema = z.object({
  token: z.string().min(20).max(200),
  name: z.string().trim().min(1).max(200),
  email: z.email(),
  password,
})

export const PersonSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: RoleSchema,
  clients: z.union([z.literal('all'), z.array(IdSchema)]),
  twoFactor: z.boolean(),
  /** Without one, they sign in with an account elsewhere, or with a passkey. */
  hasPassword: z.boolean(),
  createdAt: InstantSchema,
  disabled: z.boolean(),
  /** Has neither set a password nor signed in elsewhere yet. */
  invited: z.boolean(),
})
export type Person = z.infer<typeof PersonSchema>
export const PersonListSchema = z.object({ people: z.array(PersonSchema) })
/** A new person gets a one-time link to set a password. */
export const NewPersonSchema = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email(),
  role: RoleSchema,
  clients: z.union([z.literal('all'), z.array(IdSchema).min(1)]),
})
export const InvitationSchema = z.object({ personId: z.string(), link: z.string(), expiresAt: InstantSchema })
export const AcceptInvitationSchema = z.object({ token: z.string().min(20).max(200), password })
/** What an owner changes of a person; what is left out stays. */
export const PersonChangeSchema = z.object({
  name: z.string().trim().min(1).max(200).optional(),
  role: RoleSchema.optional(),
  clients: z.union([z.literal('all'), z.array(IdSchema).min(1)]).optional(),
  disabled: z.boolean().optional(),
})

/** `POST /api/auth/sign-in/email`. After `second-step`, `POST /api/auth/two-factor/verify-totp` or `…/verify-backup-code` within ten minutes. */
export const SignInSchema = z.object({ email: z.email().max(254), password: z.string().min(1).max(256) })
export const SignInResultSchema = z.object({ next: z.enum(['signed-in', 'second-step']) })
export const TwoFactorCodeSchema = z.object({ code: z.string().trim().min(6).max(20) })
/** Asked again before the second step is switched on or off, or new backup codes are made. */
export const PasswordAgainSchema = z.object({ password: z.string().min(1).max(256) })
/** Shown once. The second step is on after the first code was verified by `…/verify-totp`. */
export const TwoFactorStartSchema = z.object({ totpUri: z.string(), backupCodes: z.array(z.string()) })
export const BackupCodesSchema = z.object({ backupCodes: z.array(z.string()) })
/** Ends every other session of the person. */
export const ChangePasswordSchema = z.object({ currentPassword: z.string().min(1).max(256), newPassword: password })

export const ApiTokenSchema = z.object({
  id: IdSchema,
  name: z.string(),
  /** Whose it is: it acts with their rights at most. */
  person: z.object({ id: IdSchema, name: z.string() }),
  scopes: z.array(z.string()),
  clients: z.union([z.literal('all'), z.array(IdSchema)]),
  createdAt: InstantSchema,
  expiresAt: InstantSchema,
  lastUsedAt: InstantSchema.nullable(),
})
export const ApiTokenListSchema = z.object({ tokens: z.array(ApiTokenSchema) })
export const NewApiTokenSchema = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.string()).min(1),
  clients: z.union([z.literal('all'), z.array(IdSchema).min(1)]),
  expiresInDays: z.int().min(1).max(366),
})
/** The secret is shown once. */
export const ApiTokenCreatedSchema = ApiTokenSchema.extend({ secret: z.string() })
