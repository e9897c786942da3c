/** The check of an audit log as the command line uses it, without a server or a database. */
export { type LogFault, type LogVerdict, verifyLog } from './platform/audit/verify.ts'
