/** Signing in by an account elsewhere (OpenID Connect): what an owner configures, and what the sign-in page offers. */
import { z } from 'zod'
import { IdSchema, InstantSchema } from '../common/index.ts'

/** `GET /api/auth/ways`: what there is besides the password. `passkeys.origin`: the pages on which they work. */
export const SignInWaysSchema = z.object({
  passkeys: z.object({ origin: z.string() }).nullable(),
  providers: z.array(z.object({ id: IdSchema, name: z.string() })),
})

const name = z.string().trim().min(1).max(60)
const domains = z
  .array(
    z
      .string()
      .trim()
      .toLowerCase()
      .max(253)
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'not a domain such as example.com'),
  )
  .min(1)
  .max(50)
/** For people whom nobody has invited: who has this claim of this value (or among its values) becomes a person with this role. */
export const SignInRuleSchema = z.object({
  claim: z.string().trim().min(1).max(100),
  value: z.string().min(1).max(300),
  role: z.enum(['technician', 'planner', 'read-only', 'client-manager', 'client-user']),
  clients: z.union([z.literal('all'), z.array(IdSchema).min(1)]),
})
const rules = z.array(SignInRuleSchema).max(50)
/** The code that the owner's authenticator app shows now. */
const code = z.string().trim().min(6).max(20)

export const SignInProviderSchema = z.object({
  id: IdSchema,
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  domains: z.array(z.string()),
  rules: z.array(SignInRuleSchema),
  enabled: z.boolean(),
  createdAt: InstantSchema,
})
/** `redirectUri` is to be registered at each of them. */
export const SignInProviderListSchema = z.object({ redirectUri: z.string(), providers: z.array(SignInProviderSchema) })
export const NewSignInProviderSchema = z.object({
  name,
  issuer: z.url().max(500),
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(2000),
  domains,
  rules: rules.default([]),
  code,
})
/** What is left out stays. */
export const SignInProviderChangeSchema = z.object({
  name: name.optional(),
  clientSecret: z.string().min(1).max(2000).optional(),
  domains: domains.optional(),
  rules: rules.optional(),
  enabled: z.boolean().optional(),
  code,
})
export const SignInProviderRemovalSchema = z.object({ code })

/** `back`: the page of ours to go to afterwards. */
export const SignInElsewhereSchema = z.object({ back: z.string().max(500).optional() })
/** The browser goes to `url`, and comes back to `GET /api/auth/oidc/callback`. */
export const SignInElsewhereStartSchema = z.object({ url: z.string() })
