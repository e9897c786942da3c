/** better-auth as we use it: passwords, TOTP with backup codes, sessions; over its own schema, reached by our routes only. */
import { AppError, newId } from '@mainstay/kernel'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Log } from '../../../platform/log/index.ts'
import { sessionOpener } from './open-session.ts'

/** A working day; not prolonged by use. */
const SESSION_SECONDS = 12 * 3600

export const AUTH_SCHEMA = 'identity_auth'

/** The library sees this address whatever ours is: where a request comes from is judged before (see same-origin). */
export const INNER_ORIGIN = 'http://mainstay.internal'

/** Set by us from the connection, never taken from the request. */
export const ADDRESS_HEADER = 'x-mainstay-address'

export const PATHS = '/api/auth'

type Options = {
  pool: pg.Pool
  log: Log
  secret: string
  secureCookies: boolean
  /** Whether this person may have a new session; asked before each is made. */
  mayBegin: (personId: string) => Promise<boolean>
}

export type SignInLibrary = ReturnType<typeof createLibrary>

export function createLibrary(o: Options) {
  const auth = betterAuth(libraryOptions(o))
  return {
    handle: (request: Request): Promise<Response> => auth.handler(request),
    /** For a person whom we have recognised ourselves. `secondStep`: those who have one are asked for it first. */
    openSession: (headers: Headers, body: { personId: string; secondStep: boolean }): Promise<Response> =>
      auth.api.openSession({ headers, body, asResponse: true }),
    /** Whose session the cookie is, if it holds. Read from the database each time: an ended session ends at once. */
    personOf: async (cookie: string): Promise<string | null> => {
      const asked = auth.api.getSession({ headers: new Headers({ cookie }), query: { disableCookieCache: true } })
      const session = await asked.catch((error: unknown) => Promise.reject(withoutDatabase(error)))
      return session?.user.id ?? null
    },
    /** False where this code was used before. */
    claimCode: (personId: string, code: string): Promise<boolean> => claimCode(o.pool, personId, code),
    /** Seconds since the session of this cookie began; null without one. */
    sessionAge: async (cookie: string, now: Date): Promise<number | null> => {
      const session = await auth.api.getSession({ headers: new Headers({ cookie }), query: { disableCookieCache: true } })
      return session === null ? null : (now.getTime() - session.session.createdAt.getTime()) / 1000
    },
  }
}

/** The library keeps the reason to itself; looking for a session, it asks nothing but the database. */
function withoutDatabase(error: unknown): unknown {
  const away = error instanceof APIError && error.statusCode >= 500
  return away ? new AppError('platform.database-unavailable', {}, { cause: error }) : error
}

export function libraryOptions({ pool, log, secret, secureCookies, mayBegin }: Options) {
  const db = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool }) })
  return {
    appName: 'Mainstay',
    baseURL: INNER_ORIGIN,
    basePath: PATHS,
    secrets: [{ version: 1, value: secret }],
    database: { db, type: 'postgres' as const, schemaName: AUTH_SCHEMA, transaction: true },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 256,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: 'memory' as const,
      window: 60,
      max: 300,
      customRules: { '/sign-in/email': { window: 60, max: 60 }, '/two-factor/*': { window: 60, max: 60 } },
    },
    plugins: [
      twoFactor({
        issuer: 'Mainstay',
        otpOptions: undefined,
        twoFactorCookieMaxAge: 600,
        backupCodeOptions: { storeBackupCodes: 'encrypted' },
      }),
      sessionOpener(),
    ],
    advanced: {
      cookiePrefix: 'mainstay',
      useSecureCookies: secureCookies,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => newId() },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { userId: string }, context: { path?: string; body?: unknown } | null) => {
            if (!(await mayBegin(session.userId))) throw new APIError('FORBIDDEN', { code: 'PERSON_DISABLED', message: 'disabled' })
            const code = codeOf(context)
            if (code !== null && !(await claimCode(pool, session.userId, code)))
              throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'used before' })
          },
        },
      },
    },
    logger: { level: 'warn' as const, log: (_level: string, message: string) => log.debug({ detail: message }, 'sign-in library') },
  }
}

function codeOf(context: { path?: string; body?: unknown } | null): string | null {
  if (context?.path !== '/two-factor/verify-totp') return null
  const { code } = context.body as { code?: unknown }
  return typeof code === 'string' ? code : null
}

/** A code holds for up to 90 s (one step of 30 s to either side): within that time it opens one session, not two (RFC 6238, 5.2). */
async function claimCode(pool: pg.Pool, userId: string, code: string): Promise<boolean> {
  await pool.query("delete from identity_auth.code_used where user_id = $1 and at < now() - interval '5 minutes'", [userId])
  const { rowCount } = await pool.query(
    'insert into identity_auth.code_used (user_id, code, at) values ($1, $2, now()) on conflict do nothing',
    [userId, code],
  )
  return rowCount === 1
}
