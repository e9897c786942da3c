/** A program that a test kills: opens the database of a folder and writes numbers, telling each on stdout only after it was committed. */
import { join } from 'node:path'
import { sql } from 'kysely'
import { connectDatabase, oneClient, PROVIDER_ID } from '../../src/platform/database/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { loadOrCreateMasterKey } from '../../src/platform/secrets/master-key.ts'

const folder = process.argv[2] ?? ''
const running = await connectDatabase({
  dataFolder: folder,
  databaseUrl: undefined,
  masterKey: loadOrCreateMasterKey(join(folder, 'master.key')),
  log: silentLog(),
})
process.stdout.write('open\n')
for (let n = Number(process.argv[3]); ; n++) {
  await running.database.transaction(oneClient(PROVIDER_ID), (tx) =>
    sql`insert into trust_signer_nonce values (${PROVIDER_ID}, 'writer', ${String(n)}, now())`.execute(tx),
  )
  process.stdout.write(`${n}\n`)
}
