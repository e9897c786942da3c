/** The extraction test as the command line uses it, without a server or a database. */
export { prove, type ProveOptions } from './prove/engine.ts'
