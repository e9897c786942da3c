/** One collection on the system that this is, all collectors together; state for deltas lives in what it returns. */
import type { Measurement } from '@mainstay/contract/agent'
import { linuxCollectors } from './linux.ts'
import { linuxSource } from './linux-source.ts'

export type Collection = (now: Date) => Promise<Measurement[]>

/** The other systems' collections load on demand: a Linux agent never holds them in memory. */
export async function createCollection(platform: NodeJS.Platform = process.platform): Promise<Collection> {
  if (platform === 'win32') {
    const { createWindowsCollection } = await import('./windows.ts')
    return asCollection(createWindowsCollection())
  }
  if (platform === 'darwin') {
    const { createDarwinCollection } = await import('./darwin.ts')
    return asCollection(createDarwinCollection())
  }
  const collectors = Object.values(linuxCollectors).map((create) => create())
  return async (now) => {
    const at = now.toISOString()
    return collectors.flatMap((collect) => collect(linuxSource, at))
  }
}

function asCollection(collect: (at: string) => Promise<Measurement[]>): Collection {
  return (now) => collect(now.toISOString())
}

/** One complete collection: two samples, so that what needs a difference is there too. */
export async function collectOnce(pauseMs = 200): Promise<Measurement[]> {
  const collect = await createCollection()
  await collect(new Date())
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
  return collect(new Date())
}
