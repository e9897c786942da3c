export { runExport, runImport } from './run.ts'
