/** The platform's log: pino JSON lines on stderr. Messages are constant strings with fields; no secret, mail body or file content. */
import { pino, type Logger, stdSerializers } from 'pino'

export type Log = Logger

const REDACTED = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  '*.password',
  '*.secret',
  '*.token',
  'req.headers.authorization',
  'req.headers.cookie',
]

export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: { paths: REDACTED, censor: '[hidden]' },
      serializers: { err: errorFields, cause: errorFields },
    },
    pino.destination({ fd: 2, sync: false }),
  )
}

/** What an error says, and nothing that a library hung on it: pg puts its whole client there, with the key that cancels its queries. */
export function errorFields(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = stdSerializers.err(error)
  return { type, message, stack, ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}) }
}

/** For tests and short commands: says nothing. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}
