/** `npm run faults -- mail [--only N] [--write FILE]`: the gateway killed at every file and socket call of one message's way, and file calls that fail; no message that got its 250 may be lost. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connectDatabase } from '../src/platform/database/index.ts'
import { silentLog } from '../src/platform/log/index.ts'
import { loadOrCreateMasterKey } from '../src/platform/secrets/master-key.ts'
import type { Call } from '../test/mail/calls.ts'
import { failAt, recordWay, strike, type Struck } from '../test/mail/crash-matrix.ts'
import { openStage } from '../test/mail/crash-stage.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'string' } } })
const folder = mkdtempSync(join(tmpdir(), 'mainstay-faults-mail-'))
// PostgreSQL's own user passes through.
chmodSync(folder, 0o711)
const masterKey = loadOrCreateMasterKey(join(folder, 'master.key'))
const running = await connectDatabase({ dataFolder: folder, databaseUrl: undefined, masterKey, log: silentLog() })
const stage = await openStage(running.database, { app: running.connection('app'), jobs: running.connection('jobs') })
const started = performance.now()

const all = await recordWay(stage)
const calls = values.only === undefined ? all : all.slice(0, Number(values.only))
const killed: Struck[] = []
for (const call of calls) {
  killed.push(await strike(stage, call))
  tell(killed.at(-1))
}
const failing = all.filter(
  ({ thread, name }) => thread === 'files' && ['openat', 'write', 'fsync', 'link', 'mkdir', 'unlink', 'pread64'].includes(name),
)
const failed: Struck[] = []
for (const call of values.only === undefined ? failing : failing.slice(0, Number(values.only))) {
  failed.push(await failAt(stage, call, call.name === 'write' ? 'ENOSPC' : 'EIO'))
  tell(failed.at(-1))
}
const { twice, sent, taken } = stage.counts()
const lost = [...killed, ...failed].reduce((sum, one) => sum + one.lost.length, 0)
const summary = [
  `${killed.length} calls at which it was killed (${killed.filter(({ reached }) => reached).length} reached), ${failed.length} that failed, in ${Math.round((performance.now() - started) / 1000)} s.`,
  `${sent} messages were sent, ${taken} got a 250: ${lost} of them were lost, ${twice} arrived twice.`,
  `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
]
console.log(summary.join('\n'))
if (values.write !== undefined) writeFileSync(values.write, document())
await stage.close()
await running.stop()
rmSync(folder, { recursive: true, force: true })
process.exit(lost === 0 ? 0 : 1)

function tell(one: Struck | undefined): void {
  if (one !== undefined) console.log(row(one))
}

function what({ thread, name, about, nth }: Call): string {
  return `${thread} | ${name} #${nth} | ${about}`
}

function row({ call, reached, reply, lost: gone }: Struck): string {
  return `| ${what(call)} | ${reached ? 'yes' : 'no'} | ${reply} | ${gone.length} |`
}

function document(): string {
  return `# Faults of mail

What \`npm run faults -- mail --write docs/faults-mail.md\` found when it was last run. A gateway in a process of its own takes one message and hands it on; strace has recorded each call of its two threads (one for sockets and the database, one for files), and the first call of each kind, by name and by what it is about, is a row here. For each row a new process is started, given a message, and killed by SIGKILL at exactly that call; then another is started on what was left. Whatever got a 250 must be at the next hop in the end.

A row that was not reached: the call comes only sometimes, or its turn among others of its name differed this time.

## Killed

| thread | call | about | reached | reply | lost |
| --- | --- | --- | --- | --- | --: |
${killed.map(row).join('\n')}

## Failed

The same calls of files fail (\`EIO\`, writing \`ENOSPC\`) and the process goes on.

| thread | call | about | reached | reply | lost |
| --- | --- | --- | --- | --- | --: |
${failed.map(row).join('\n')}

${summary.join('\n')}

A next hop that dies at each state of the dialogue, and a disk that is full, are in \`npm test\` (\`packages/server/test/mail/crash.test.ts\`). Loss of power is another matter: what the disk does with an fsync is not tried here.
`
}
