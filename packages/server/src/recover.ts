/** Recovering for real, as the command line does it, without a server or a database. */
export { recover } from './recover/recover.ts'
export type { RecoverOptions } from './recover/run.ts'
