/** Which restore points can be trusted, as the command line uses it: any restic repository, without a server or a database. */
export { findLastClean, type LastCleanOptions } from './last-clean/find-last-clean.ts'
