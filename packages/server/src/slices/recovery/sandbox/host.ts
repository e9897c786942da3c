/** Runs the restored servers that people look at in this process: each from its start to its end, with its row kept true meanwhile. */
import type { ProofReason, Sandbox } from '@mainstay/contract/recovery'
import type { Clock, Id } from '@mainstay/kernel'
import { recordAudit } from '../../../platform/audit/index.ts'
import { systemActor } from '../../../platform/auth/index.ts'
import { type Database, oneClient } from '../../../platform/database/index.ts'
import type { Log } from '../../../platform/log/index.ts'
import { notify } from '../../../platform/outbox/index.ts'
import { reason } from '../../../prove/reason.ts'
import type { Machine } from '../../../prove/sandbox/machine.ts'
import { viewServer, type ViewEnd, type ViewOptions } from '../../../prove/view/view-server.ts'
import { HEARTBEAT_MS, isStepName, type Progress } from './domain.ts'
import { endSandbox, saveHeard } from './store.ts'

/** What is known of it here and now. */
export type Live = {
  readonly clientId: Id
  readonly sandboxId: Id
  machine: Machine | null
  /** The restored files. */
  root: string | null
  /** Each closes one window, with the reason. */
  readonly windows: Set<(why: string) => void>
  stop(why: ProofReason): void
}

export type Host = ReturnType<typeof createHost>
export type Begin = { clientId: Id; sandboxId: Id; deviceId: Id } & Pick<ViewOptions, 'repository' | 'password' | 'restorePoint' | 'parts'>

export type HostDeps = {
  database: Database
  clock: Clock
  log: Log
  workFolder: string
  restic: string
  minutes: number
  startMinutes: number
  /** For tests: how large, and what the first prompt may take. */
  machine?: Pick<ViewOptions, 'memoryMiB' | 'bootSeconds'>
}

export function createHost(deps: HostDeps) {
  const running = new Map<Id, { live: Live; ended: Promise<void> }>()
  return {
    begin(o: Begin): void {
      const { live, ended } = run(deps, o)
      running.set(o.sandboxId, { live, ended: ended.finally(() => running.delete(o.sandboxId)) })
    },
    live: (sandboxId: Id): Live | null => running.get(sandboxId)?.live ?? null,
    /** All of them, when this process stops. */
    async stop(): Promise<void> {
      const all = [...running.values()]
      for (const { live } of all) live.stop(reason('recovery.viewing.end.mainstay'))
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}

type State = { progress: Progress | null; seen: Sandbox['seen']; runningAt: Date | null; endsAt: Date | null; why: ProofReason | null }

function run(deps: HostDeps, o: Begin): { live: Live; ended: Promise<void> } {
  const { clock, minutes, startMinutes } = deps
  const state: State = { progress: null, seen: null, runningAt: null, endsAt: null, why: null }
  const stopping = new AbortController()
  const live: Live = {
    clientId: o.clientId,
    sandboxId: o.sandboxId,
    machine: null,
    root: null,
    windows: new Set(),
    stop: (why) => {
      state.why ??= why
      stopping.abort()
    },
  }
  const save = createSaver(deps, o, live, state)
  const heartbeat = setInterval(save, HEARTBEAT_MS)
  const overdue = setTimeout(() => live.stop(reason('recovery.viewing.end.slow', { minutes: startMinutes })), startMinutes * 60_000)
  const options: ViewOptions = {
    ...o,
    ...deps.machine,
    workFolder: deps.workFolder,
    binary: deps.restic,
    seconds: minutes * 60,
    signal: stopping.signal,
    onStep: ({ name, done, total }) => {
      if (!isStepName(name)) return
      const isNew = state.progress?.step !== name
      state.progress = { step: name, since: isNew ? clock.now().toISOString() : (state.progress?.since ?? ''), done, total }
      if (isNew) save()
    },
    onFiles: (root) => {
      live.root = root
      save()
    },
    onMachine: (machine) => {
      clearTimeout(overdue)
      live.machine = machine
      state.runningAt ??= clock.now()
      state.endsAt ??= new Date(state.runningAt.getTime() + minutes * 60_000)
      closeWindows(live, 'It is started anew, with other hardware.')
      save()
    },
    onOutcome: (outcome) => {
      if (outcome.kind === 'stopped') return
      state.seen = { kind: outcome.kind, text: outcome.kind === 'prompt' ? outcome.line : outcome.reason.text }
      save()
    },
  }
  const ended = (async () => {
    let end: ViewEnd | null = null
    try {
      end = await viewServer(options)
    } catch (error) {
      deps.log.error({ err: error, sandbox: o.sandboxId }, 'a restored server could not be started')
    }
    clearInterval(heartbeat)
    clearTimeout(overdue)
    const why = whyEnded(state.why, end, minutes)
    closeWindows(live, why.text)
    await save.last()
    await recordEnd(deps, o, why, end).catch((error: unknown) =>
      deps.log.error({ err: error, sandbox: o.sandboxId }, 'the end of a restored server was not written down'),
    )
  })()
  return { live, ended }
}

/** Writes one after the other what is newest; an instance that is told that its server counts as ended stops it. */
function createSaver({ database, clock, log }: HostDeps, o: Begin, live: Live, state: State) {
  let writing: Promise<void> | null = null
  let again = false
  const write = async (): Promise<void> => {
    const { progress, seen, runningAt, endsAt } = state
    const heard = { at: clock.now(), progress, seen, runningAt, endsAt, hasFiles: live.root !== null }
    const answer = await database.transaction(oneClient(o.clientId), (tx) => saveHeard(tx, o.clientId, o.sandboxId, heard))
    if (answer === null) live.stop(reason('recovery.viewing.end.mainstay'))
    else if (answer.stopAskedBy !== null) live.stop(reason('recovery.viewing.end.person', { name: answer.stopAskedBy }))
  }
  const save = (): void => {
    if (writing !== null) {
      again = true
      return
    }
    writing = write()
      .catch((error: unknown) => log.warn({ err: error, sandbox: o.sandboxId }, 'the state of a restored server was not written down'))
      .finally(() => {
        writing = null
        if (!again) return
        again = false
        save()
      })
  }
  return Object.assign(save, {
    async last(): Promise<void> {
      again = false
      await writing
    },
  })
}

function closeWindows(live: Live, why: string): void {
  for (const close of live.windows) close(why)
}

function whyEnded(asked: ProofReason | null, end: ViewEnd | null, minutes: number): ProofReason {
  if (end === null) return reason('recovery.viewing.end.fault')
  const { why } = end
  switch (why.kind) {
    case 'not-started':
      return why.reason
    case 'time':
      return reason('recovery.viewing.end.time', { minutes })
    case 'stopped':
      return asked ?? reason('recovery.viewing.end.mainstay')
    case 'off':
    case 'reset':
      return reason(`recovery.viewing.end.${why.kind}`)
  }
}

async function recordEnd({ database, clock }: HostDeps, { clientId, sandboxId, deviceId }: Begin, why: ProofReason, end: ViewEnd | null) {
  await database.transaction(oneClient(clientId), async (tx) => {
    const at = clock.now()
    if (!(await endSandbox(tx, clientId, sandboxId, { at, why, timings: end?.timings ?? null }))) return
    const actor = systemActor('restored server', [clientId], [])
    const data = { sandboxId, why: why.code }
    await recordAudit(tx, { actor, clientId, action: 'recovery.sandbox-ended', subject: deviceId, data, at })
    await notify(tx, [{ topic: 'recovery.sandbox', clientId, deviceId }])
  })
}
