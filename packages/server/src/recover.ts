/** Recovering for real, as the command line does it, without a server or a database. */
export { recover, type RecoverOptions } from './recover/recover.ts'
