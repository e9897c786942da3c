/** A running sandbox: QEMU, confined, with its serial console, its screen and its closed network; gone when it is stopped or this process is. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants, open, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type ConsoleLog, createConsoleLog } from './console-log.ts'
import { confined, type Limits, type SandboxUser } from './confinement.ts'
import { type MachineSpec, QMP_FD, SCREEN_SOCKET, SERIAL_FD } from './machine-spec.ts'
import { type Picture, readPpm } from './picture.ts'
import { qemuArguments } from './qemu-arguments.ts'
import { openQmp, type Qmp } from './qmp.ts'
import { type Connection, forwardedPorts, parseUsernet } from './usernet.ts'

/** How a guest ended: it restarted or switched itself off, or QEMU went. */
export type MachineEnd =
  | { kind: 'reset' | 'off' | 'stopped' }
  | { kind: 'qemu'; code: number | null; signal: NodeJS.Signals | null; detail: string }

export type Machine = {
  console: ConsoleLog
  ports: ReadonlyMap<number, number>
  /** Resolves once, when the guest runs no more. Its screen can still be seen unless QEMU itself went. */
  ended: Promise<MachineEnd>
  /** False while the guest takes no more; then `onDrain` says when it does. */
  type(input: string | Uint8Array, onDrain?: () => void): boolean
  /** Hands on what comes on the serial console from now on, until the function that it gives is called. */
  watchConsole(take: (chunk: Buffer) => void): () => void
  /** A connection of its own to the screen (RFB); rejects where it has none. */
  openScreen(): Promise<Socket>
  picture(): Promise<Picture | null>
  connections(): Promise<Connection[]>
  stop(): Promise<void>
}

export type StartOptions = {
  spec: MachineSpec
  /** Belongs to the sandbox's user; QEMU's working folder. */
  folder: string
  user: SandboxUser | null
  limits: Limits
  onStart(pid: number): Promise<void>
}

export type Started = { kind: 'running'; machine: Machine } | { kind: 'refused'; detail: string } | { kind: 'missing'; program: string }

const PROGRAM = 'qemu-system-x86_64'
const PICTURE = 'screen.ppm'
/** The largest screen that QEMU's VGA gives is far below. */
const MAX_PICTURE = 64 * 1024 * 1024
/** What a guest may write to its console in a second; beyond, it waits. */
const CONSOLE_BYTES_PER_S = 2 * 1024 * 1024
const MAX_ERROR_TEXT = 4000
const QUIT_MS = 5000

export async function startMachine(o: StartOptions): Promise<Started> {
  const [program = '', ...args] = [...confined({ ...o, accelerator: o.spec.accelerator }), PROGRAM, ...qemuArguments(o.spec)]
  const child = spawn(program, args, {
    cwd: o.folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '' },
  })
  const exit = exitOf(child)
  const failure = await started(child)
  if (failure !== null) return { kind: 'missing', program }
  await o.onStart(child.pid ?? 0)
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-MAX_ERROR_TEXT)
  })
  const serial = child.stdio[SERIAL_FD] as Duplex
  const log = createConsoleLog()
  const watchers = new Set<(chunk: Buffer) => void>()
  readAtMost(serial, CONSOLE_BYTES_PER_S, (chunk) => {
    log.add(chunk)
    for (const take of watchers) take(chunk)
  })
  const end = Promise.withResolvers<MachineEnd>()
  void exit.then(({ code, signal }) => end.resolve({ kind: 'qemu', code, signal, detail: errors.trim() }))
  let qmp: Qmp
  let ports: Map<number, number>
  try {
    qmp = await openQmp(child.stdio[QMP_FD] as Duplex, ({ name, data }) => {
      if (name === 'SHUTDOWN') end.resolve({ kind: data['reason'] === 'guest-reset' ? 'reset' : 'off' })
    })
    ports = forwardedPorts(parseUsernet(await qmp.monitor('info usernet')))
  } catch {
    child.kill('SIGKILL')
    const { code } = await exit
    if (code === 127) return { kind: 'missing', program: PROGRAM }
    return { kind: 'refused', detail: errors.trim().split('\n').at(-1) ?? '' }
  }
  return {
    kind: 'running',
    machine: {
      console: log,
      ports,
      ended: end.promise,
      type: (input, onDrain) => {
        const taken = serial.write(input)
        if (!taken && onDrain !== undefined) serial.once('drain', onDrain)
        return taken
      },
      watchConsole: (take) => {
        watchers.add(take)
        return () => void watchers.delete(take)
      },
      openScreen: () => connectScreen(o.folder),
      picture: () => takePicture(qmp, o.folder),
      connections: async () => parseUsernet(await qmp.monitor('info usernet')),
      stop: async () => {
        end.resolve({ kind: 'stopped' })
        const timer = setTimeout(() => child.kill('SIGKILL'), QUIT_MS)
        await qmp.command('quit').catch(() => undefined)
        await exit
        clearTimeout(timer)
      },
    },
  }
}

/** By the folder's own descriptor, since the path of a socket may have 107 bytes only. */
async function connectScreen(folder: string): Promise<Socket> {
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    return await new Promise((resolve, reject) => {
      const socket = connect(`/proc/self/fd/${handle.fd}/${SCREEN_SOCKET}`)
      socket.once('error', reject)
      socket.once('connect', () => {
        socket.off('error', reject)
        socket.on('error', () => {})
        resolve(socket)
      })
    })
  } finally {
    await handle.close()
  }
}

/** Null once it runs; else why it cannot. */
function started(child: ChildProcess): Promise<Error | null> {
  return new Promise((resolve) => {
    child.once('error', resolve)
    child.once('spawn', () => resolve(null))
  })
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

/** Reads no faster than that: QEMU holds the guest back, as a slow line would. */
function readAtMost(stream: Duplex, bytesPerSecond: number, take: (chunk: Buffer) => void): void {
  stream.on('error', () => {})
  stream.on('data', (chunk: Buffer) => {
    take(chunk)
    const pause = (chunk.length / bytesPerSecond) * 1000
    if (pause < 10) return
    stream.pause()
    setTimeout(() => stream.resume(), pause)
  })
}

/** Null while there is no picture, as in the change from one mode to another. */
async function takePicture(qmp: Qmp, folder: string): Promise<Picture | null> {
  const path = join(folder, PICTURE)
  try {
    await qmp.command('screendump', { filename: PICTURE })
    // QEMU wrote it, and QEMU is not trusted: no link is followed, and the size is bounded.
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    try {
      const { size } = await file.stat()
      return size > MAX_PICTURE ? null : readPpm(await file.readFile())
    } finally {
      await file.close()
    }
  } catch {
    return null
  } finally {
    await rm(path, { force: true })
  }
}
