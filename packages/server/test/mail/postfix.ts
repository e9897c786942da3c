/** A real Postfix in a folder of its own, on a port of its own: as the world before the gateway, or as the client's mail server behind it. */
import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { requirePostfix } from '@mainstay/testing'

const run = promisify(execFile)

export type Postfix = {
  port: number
  /** Messages in the mailboxes, as the files hold them. */
  mailbox(): string[]
  log(): string
  flush(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
  remove(): Promise<void>
}

/** `relayTo`: the port that all mail goes to. `mailboxesOf`: the domain that it keeps itself. */
export async function startPostfix(role: { relayTo: number } | { mailboxesOf: string }): Promise<Postfix> {
  const { path } = requirePostfix()
  if (process.getuid?.() !== 0) throw new Error('Postfix starts as root only: run the tests as root')
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-postfix-'))
  chmodSync(folder, 0o755)
  const conf = join(folder, 'conf')
  for (const one of ['conf', 'queue', 'data', 'mail']) mkdirSync(join(folder, one))
  const user = await run('id', ['-u', 'postfix'])
  chownSync(join(folder, 'data'), Number(user.stdout), 0)
  chownSync(join(folder, 'mail'), OWNER, OWNER)
  const port = await freePort()
  writeFileSync(join(conf, 'main.cf'), mainCf(folder, role))
  writeFileSync(join(conf, 'master.cf'), masterCf(port))
  const postfix = async (command: string): Promise<void> => {
    await run(path, ['-c', conf, command])
  }
  await postfix('start')
  return {
    port,
    mailbox: () => messagesIn(join(folder, 'mail')),
    log: () => readFileSync(join(folder, 'log'), 'utf8'),
    flush: () => postfix('flush'),
    start: () => postfix('start'),
    stop: () => postfix('stop'),
    remove: async () => {
      await postfix('stop').catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Nobody's: mailboxes need an owner that is not root. */
const OWNER = 54_321

function mainCf(folder: string, role: { relayTo: number } | { mailboxesOf: string }): string {
  const lines = [
    'compatibility_level = 3.6',
    `queue_directory = ${folder}/queue`,
    `data_directory = ${folder}/data`,
    'command_directory = /usr/sbin',
    'daemon_directory = /usr/lib/postfix/sbin',
    'mail_owner = postfix',
    'setgid_group = postdrop',
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'mydestination =',
    `maillog_file = ${folder}/log`,
    `maillog_file_prefixes = ${folder}`,
    // Nothing is to be rewritten: bytes are compared.
    'local_header_rewrite_clients =',
    'mynetworks = 127.0.0.0/8',
    'message_size_limit = 60000000',
    'mailbox_size_limit = 0',
    'virtual_mailbox_limit = 0',
    'smtpd_client_connection_count_limit = 0',
    'smtp_line_length_limit = 0',
  ]
  if ('relayTo' in role) lines.push('myhostname = front.example', `relayhost = [127.0.0.1]:${role.relayTo}`, 'smtp_host_lookup = native')
  else {
    lines.push('myhostname = hop.example', `virtual_mailbox_domains = ${role.mailboxesOf}`, `virtual_mailbox_base = ${folder}/mail`)
    lines.push('virtual_mailbox_maps = static:all/', `virtual_uid_maps = static:${OWNER}`, `virtual_gid_maps = static:${OWNER}`)
    lines.push('smtpd_recipient_restrictions = check_recipient_access inline:{ unknown@acme.example=REJECT }, permit_mynetworks, reject')
  }
  return `${lines.join('\n')}\n`
}

function masterCf(port: number): string {
  const services = [
    `${port} inet n - n - - smtpd`,
    'pickup unix n - n 60 1 pickup',
    'qmgr unix n - n 300 1 qmgr',
    'cleanup unix n - n - 0 cleanup',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'smtp unix - - n - - smtp',
    'relay unix - - n - - smtp',
    'showq unix n - n - - showq',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
  ]
  return `${services.join('\n')}\n`
}

function messagesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.endsWith('/new'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}
