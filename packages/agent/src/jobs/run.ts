/** Which job a child runs; each is loaded only in its own child. */
import type { JobName } from '../runtime/jobs.ts'
import { runChild } from './child.ts'

export async function runJob(name: JobName): Promise<number> {
  switch (name) {
    case 'envelopes':
      return runChild((await import('./envelopes.ts')).envelopesJob)
    case 'inventory':
      return runChild((await import('./inventory.ts')).inventoryJob)
    case 'backup':
      return runChild((await import('./backup.ts')).backupJob)
  }
}
