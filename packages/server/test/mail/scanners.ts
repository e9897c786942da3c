/** Real scanners for tests: clamd with a database of two signatures, rspamd with its test pattern. */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { requireClamd, requireRspamd } from '@mainstay/testing'

export type RunningScanner = { address: string; stop(): Promise<void>; kill(signal: NodeJS.Signals): void }

/** The test file of EICAR, in two halves, so that no scanner finds it here. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')
/** What stands in a body that the local signature knows. */
export const TEST_SIGNATURE_TEXT = 'mainstay-test-malware-0f6d1b'
/** rspamd's test pattern for spam, in two halves. */
export const GTUBE = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('')

export async function startClamd(): Promise<RunningScanner> {
  const { path } = requireClamd()
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-clamd-'))
  mkdirSync(join(folder, 'db'))
  // MD5:size:name; name:type:offset:hex.
  writeFileSync(join(folder, 'db', 'local.hdb'), '44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n')
  writeFileSync(join(folder, 'db', 'local.ndb'), `Mainstay.Test.Malware:0:*:${Buffer.from(TEST_SIGNATURE_TEXT).toString('hex')}\n`)
  const socket = join(folder, 'clamd.sock')
  const config = [
    `LocalSocket ${socket}`,
    `DatabaseDirectory ${join(folder, 'db')}`,
    'Foreground yes',
    'StreamMaxLength 60M',
    'ConcurrentDatabaseReload no',
  ]
  writeFileSync(join(folder, 'clamd.conf'), `${config.join('\n')}\n`)
  const child = spawn(path, ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' })
  await until(() => existsSync(socket), 'clamd', child)
  return running(child, socket, folder)
}

export async function startRspamd(): Promise<RunningScanner> {
  const { path } = requireRspamd()
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-rspamd-'))
  chmodSync(folder, 0o777)
  const port = await freePort()
  const config = `
options { pidfile = "${folder}/pid"; tempdir = "${folder}"; control_socket = "${folder}/control mode=0600"; enable_test_patterns = true; filters = "regexp";
  dns { nameserver = ["127.0.0.1:1"]; timeout = 100ms; retransmits = 1; } }
logging { type = "file"; filename = "${folder}/log"; level = "warning"; }
actions { reject = 15; add_header = 6; greylist = 4; }
worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; }
`
  writeFileSync(join(folder, 'rspamd.conf'), config)
  const child = spawn(path, ['-f', '-c', join(folder, 'rspamd.conf'), '-u', 'nobody', '-g', 'nogroup'], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}`
  await until(
    () =>
      fetch(`${url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      ),
    'rspamd',
    child,
  )
  return running(child, url, folder)
}

function running(child: ChildProcess, address: string, folder: string): RunningScanner {
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  return {
    address,
    kill: (signal) => child.kill(signal),
    stop: async () => {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await Promise.race([ended, sleep(5000)])
      child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function until(ready: () => boolean | Promise<boolean>, name: string, child: ChildProcess): Promise<void> {
  for (let n = 0; n < 300; n++) {
    if (await ready()) return
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    await sleep(100)
  }
  throw new Error(`${name} was not ready within half a minute`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address !== null ? address.port : 0
}
