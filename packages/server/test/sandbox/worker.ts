/** An extraction test in a process of its own, which may be killed or belong to another user. */
import { type ChildProcess, spawn } from 'node:child_process'
import { type Bed, PASSWORD } from './bed.ts'
import type { ProveOptions } from '../../src/prove/engine.ts'

/** Writes the result as JSON to its stdout. `user`: a number of a user and group, for root only. */
export function startWorker(bed: Bed, options: Partial<ProveOptions>, user?: number): ChildProcess {
  const all: ProveOptions = {
    repository: bed.repository,
    password: { kind: 'value', secret: PASSWORD },
    restorePoint: 'latest',
    asked: 'L3',
    manifest: null,
    checks: [],
    timeoutSeconds: 100,
    bootSeconds: 90,
    memoryMiB: 256,
    workFolder: bed.work,
    receivedAt: null,
    ...options,
  }
  const engine = new URL('../../src/prove/engine.ts', import.meta.url).href
  const program = `const { prove } = await import(${JSON.stringify(engine)})
    console.log(JSON.stringify(await prove(${JSON.stringify(all)})))`
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: bed.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: bed.work },
    ...(user === undefined ? {} : { uid: user, gid: user }),
  })
}

/** A server that is looked at, in a process of its own. */
export function startViewer(bed: Bed): ChildProcess {
  const engine = new URL('../../src/prove/view/view-server.ts', import.meta.url).href
  const options = {
    repository: bed.repository,
    password: { kind: 'value', secret: PASSWORD },
    restorePoint: 'latest',
    workFolder: bed.work,
    memoryMiB: 256,
    seconds: 100,
  }
  const program = `const { viewServer } = await import(${JSON.stringify(engine)})
    const nothing = () => {}
    const told = { onStep: nothing, onFiles: nothing, onMachine: nothing, onOutcome: nothing }
    await viewServer({ ...${JSON.stringify(options)}, ...told, signal: new AbortController().signal })`
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore', cwd: bed.folder })
}
