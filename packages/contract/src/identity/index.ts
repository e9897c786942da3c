/** Who is signed in, first sign-in, people, API tokens. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'

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
  createdAt: InstantSchema,
  disabled: z.boolean(),
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

export const ApiTokenSchema = z.object({
  id: IdSchema,
  name: z.string(),
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
