/** The checks of the slice standards for the benchmark, without a server or a database. */
export { type ClientFacts, type DeviceFact, evaluate, LIBRARY } from './slices/standards/index.ts'
