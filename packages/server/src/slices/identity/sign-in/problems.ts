/** The sign-in library's refusals as problems of ours. */
import { AppError, type ErrorCode } from '@mainstay/kernel'

const CODES: Record<string, ErrorCode> = {
  INVALID_EMAIL_OR_PASSWORD: 'identity.wrong-credentials',
  INVALID_EMAIL: 'identity.wrong-credentials',
  PERSON_DISABLED: 'identity.disabled',
  INVALID_CODE: 'identity.wrong-code',
  INVALID_BACKUP_CODE: 'identity.wrong-code',
  INVALID_TWO_FACTOR_COOKIE: 'identity.second-step-over',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'identity.second-step-over',
  INVALID_PASSWORD: 'identity.wrong-password',
  TOTP_ALREADY_ENABLED: 'identity.two-factor-on',
  TOTP_NOT_ENABLED: 'identity.two-factor-off',
  TWO_FACTOR_NOT_ENABLED: 'identity.two-factor-off',
  BACKUP_CODES_NOT_ENABLED: 'identity.two-factor-off',
  UNAUTHORIZED: 'platform.unauthenticated',
  SESSION_EXPIRED: 'platform.unauthenticated',
}

/** Seconds that the library locks a second step after ten wrong codes. */
const LOCKED_SECONDS = 900

export function problemOf(status: number, body: { code?: string }, retryAfter: string | null): AppError {
  if (status === 429) return new AppError('identity.too-many-attempts', { seconds: Number(retryAfter ?? LOCKED_SECONDS) })
  const known = CODES[body.code ?? '']
  if (known !== undefined) return new AppError(known)
  if (status === 401) return new AppError('platform.unauthenticated')
  if (status < 500) return new AppError('platform.invalid-input', { detail: body.code ?? `the sign-in answered ${status}` })
  return new AppError('platform.internal', {}, { cause: new Error(`the sign-in library answered ${status}`) })
}
