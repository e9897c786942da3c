/** A real Dovecot in a folder of its own, on a port of its own: the mailbox that the desk reads. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireDovecot } from '@mainstay/testing'

export type Dovecot = {
  port: number
  user: string
  password: string
  /** Puts a message into the mailbox, as a delivery does. */
  deliver(message: string, at?: Date): void
  /** As after a repair: the same messages under other numbers, and another UIDVALIDITY. */
  renumber(): void
  stop(): Promise<void>
}

/** Any user that is not root: Dovecot touches no mail as root. */
const OWNER = 54_321

export async function startDovecot(): Promise<Dovecot> {
  const { path } = requireDovecot()
  if (process.getuid?.() !== 0) throw new Error('Dovecot starts as root only: run the tests as root')
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-dovecot-'))
  chmodSync(folder, 0o755)
  const [user, password, port] = ['desk', 'only for tests', await freePort()]
  const mail = join(folder, 'mail')
  for (const one of ['', 'cur', 'new', 'tmp']) mkdirSync(join(mail, one))
  execFileSync('chown', ['-R', `${OWNER}:${OWNER}`, mail])
  writeFileSync(join(folder, 'passwd'), `${user}:{PLAIN}${password}:${OWNER}:${OWNER}::${mail}::\n`)
  writeFileSync(join(folder, 'dovecot.conf'), settings(folder, port))
  const child = spawn(path, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' })
  await answers(port)
  let n = 0
  return {
    port,
    user,
    password,
    deliver: (message, at = new Date()) => {
      const file = join(mail, 'new', `${Date.now()}.${n++}.test`)
      writeFileSync(file, message)
      // Its date in the mailbox is that of the file.
      utimesSync(file, at, at)
      execFileSync('chown', [`${OWNER}:${OWNER}`, file])
    },
    renumber: () => {
      for (const name of readdirSync(mail).filter((one) => one.startsWith('dovecot'))) rmSync(join(mail, name), { recursive: true })
    },
    stop: async () => {
      await ended(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function settings(folder: string, port: number): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail
first_valid_uid = ${OWNER}
default_internal_user = dovecot
default_login_user = dovenull
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
  chroot =
}
passdb {
  driver = passwd-file
  args = ${folder}/passwd
}
userdb {
  driver = passwd-file
  args = ${folder}/passwd
}
`
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function answers(port: number): Promise<void> {
  for (let n = 0; n < 100; n++) {
    const up = await new Promise<boolean>((done) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('data', () => done(true)).once('error', () => done(false))
      setTimeout(() => done(false), 500).unref()
      socket.once('close', () => done(false))
    })
    if (up) return
    await new Promise((later) => setTimeout(later, 50))
  }
  throw new Error('Dovecot does not answer')
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await gone
}
