/** Memory by state, and each state's share of the whole, as every system reports it. */
import { measuring } from '../collector.ts'

export function memoryByState(at: string, limit: number, states: Record<string, number>) {
  const { list, put } = measuring(at)
  if (limit <= 0) return list
  for (const [state, bytes] of Object.entries(states)) {
    put('system.memory.usage', 'By', bytes, { 'system.memory.state': state })
    put('system.memory.utilization', '1', bytes / limit, { 'system.memory.state': state })
  }
  put('system.memory.limit', 'By', limit)
  return list
}
