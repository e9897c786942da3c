/** A program that a test kills: imports, and says so when it has. */
import { readEnvironment } from '../../src/platform/config/index.ts'
import { silentLog } from '../../src/platform/log/index.ts'
import { runImport } from '../../src/platform/transfer/index.ts'

type Asked = { dataFolder: string; databaseUrl: string | null; folder: string }

const { dataFolder, databaseUrl, folder } = JSON.parse(process.argv[2] ?? '') as Asked
const environment = readEnvironment(databaseUrl === null ? {} : { MAINSTAY_DATABASE_URL: databaseUrl })
const { rows } = await runImport({ dataFolder, environment, log: silentLog(), folder })
process.stdout.write(`imported ${rows}\n`)
