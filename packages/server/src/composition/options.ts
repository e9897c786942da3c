/** How a server is started: what the command line and the environment say, checked. */
import { ROLE_NAMES } from '@mainstay/contract'
import { z } from 'zod'

/** Given by the launcher to the server process as one JSON argument. */
export const ServerOptionsSchema = z.object({
  dataFolder: z.string(),
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8420),
  tls: z.object({ certFile: z.string(), keyFile: z.string() }).nullable().default(null),
  publicUrl: z.url().optional(),
  /** Addresses and networks of the proxies in front, whose `X-Forwarded-For` is believed. */
  trustedProxies: z.array(z.string()).default([]),
  roles: z.array(z.enum(ROLE_NAMES)).default([...ROLE_NAMES]),
  /** The key of the person who started it first, as raw Ed25519 in base64url: the first signer that the server knows. */
  owner: z
    .object({ publicKey: z.string().length(43), name: z.string(), onServerMachine: z.boolean() })
    .nullable()
    .default(null),
})
export type ServerOptions = z.infer<typeof ServerOptionsSchema>
