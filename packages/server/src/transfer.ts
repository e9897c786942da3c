/** What the command line uses of the server for export and import. */
export { readEnvironment } from './platform/config/index.ts'
export { createLog } from './platform/log/index.ts'
export { runExport, runImport } from './platform/transfer/index.ts'
