// Makes the unprivileged system user that the server drops to when root starts it.
import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { say } from './progress.mjs'
import { SetupError } from './setup-error.mjs'

const systemUser = 'mainstay'

export function ensureSystemUser() {
  if (process.getuid?.() !== 0 || hasUser(readFileSync('/etc/passwd', 'utf8'), systemUser)) return
  say(`Adding the system user "${systemUser}", which the server runs as when root starts it`)
  const result = spawnSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', systemUser], {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` },
  })
  // Exit code 9 says that the name is taken: another set-up was faster.
  if (result.status !== 0 && result.status !== 9) {
    throw new SetupError(
      `useradd could not add the system user "${systemUser}": ${(result.stderr || String(result.error)).trim()}`,
      'add it by hand, or start as an ordinary user',
    )
  }
}

/** @param {string} passwd the text of /etc/passwd @param {string} name */
export function hasUser(passwd, name) {
  return passwd.split('\n').some((line) => line.startsWith(`${name}:`))
}
