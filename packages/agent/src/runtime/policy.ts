/** The policy in force: read from the file that only the verified job writes, so that it holds without a server and after a restart. */
import type { DevicePolicy } from '@mainstay/contract/agent'
import { readIfThere } from './atomic-file.ts'
import { type Log, reasonOf } from './log.ts'

export type PolicyStore = { current(): DevicePolicy | null; reload(): void }

export function createPolicyStore(path: string, log: Log): PolicyStore {
  let policy: DevicePolicy | null = null
  const store = {
    current: () => policy,
    reload() {
      try {
        const text = readIfThere(path)
        const value: unknown = text === null ? null : JSON.parse(text)
        policy = isPolicy(value) ? value : null
      } catch (error) {
        log.warn('the policy could not be read; the last one stays in force', { reason: reasonOf(error) })
      }
    },
  }
  store.reload()
  return store
}

/** The job parsed it by its schema before it wrote it; here only the file's soundness is looked at, to spare the memory of the schemas. */
function isPolicy(value: unknown): value is DevicePolicy {
  if (typeof value !== 'object' || value === null) return false
  return 'v' in value && value.v === 1 && 'revision' in value && 'collection' in value && 'backup' in value && 'programs' in value
}
