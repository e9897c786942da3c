// The real peers by name: what the tests of all packages ask for.
import { type Peer, requireProgram } from './peer.ts'

export { type Peer, requirePostgresql } from './peer.ts'

export function requireRestic(): Peer {
  return requireProgram('restic', 'restic')
}

export function requireClamd(): Peer {
  return requireProgram('clamd', 'clamav-daemon')
}

export function requirePostfix(): Peer {
  return requireProgram('postfix', 'postfix')
}

export function requireDovecot(): Peer {
  return requireProgram('dovecot', 'dovecot-imapd')
}

export function requireRspamd(): Peer {
  return requireProgram('rspamd', 'rspamd')
}

export function requireStrace(): Peer {
  return requireProgram('strace', 'strace')
}

export function requireChromium(): Peer {
  return requireProgram('chromium', 'chromium')
}

export function requireOpenssl(): Peer {
  return requireProgram('openssl', 'openssl')
}

/** Turns a PDF into text, or into pictures of its pages. */
export function requirePoppler(): { toText: Peer; toPictures: Peer } {
  return { toText: requireProgram('pdftotext', 'poppler-utils'), toPictures: requireProgram('pdftoppm', 'poppler-utils') }
}

export function requireSqlite(): Peer {
  return requireProgram('sqlite3', 'sqlite3')
}

/** Debian keeps them off the PATH. */
export function requireNagiosPlugins(): Peer {
  return requireProgram('../lib/nagios/plugins/check_http', 'monitoring-plugins-basic')
}

/** Debian's firmware for servers that start by UEFI: the plain one, without Secure Boot. */
export function requireOvmf(): Peer {
  return requireProgram('../share/OVMF/OVMF_CODE_4M.fd', 'ovmf')
}
