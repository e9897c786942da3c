/** The agent as a library: one collection, or the whole agent in this process. */
export { collectOnce } from './collectors/collection.ts'
export { runAgent, type RunAgentOptions, type RunningAgent } from './runtime/run-agent.ts'
export { AGENT_VERSION } from './runtime/version.ts'
