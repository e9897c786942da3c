/** The agent as the command line uses it in its own process. */
export { collectOnce } from './collectors/collection.ts'
export { AGENT_VERSION } from './runtime/version.ts'
