/** The platform's log: pino JSON lines on stderr. Messages are constant strings with fields; no secret, mail body or file content. */
import { pino, type Logger } from 'pino'

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
    { level, base: { pid: process.pid }, redact: { paths: REDACTED, censor: '[hidden]' } },
    pino.destination({ fd: 2, sync: false }),
  )
}

/** For tests and short commands: says nothing. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}
