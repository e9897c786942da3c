/** Watches a starting server until it shows a login prompt, shows why it will not, or its time is up. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { ProofReason } from '@mainstay/contract/recovery'
import { brief, reason } from '../reason.ts'
import { readConsole } from '../sandbox/console-signs.ts'
import type { Machine, MachineEnd } from '../sandbox/machine.ts'
import { isBlank, type Picture } from '../sandbox/picture.ts'
import { type Font, readScreen } from '../sandbox/screen-text.ts'

export type BootOutcome =
  | { kind: 'prompt'; where: 'serial console' | 'screen'; line: string }
  | { kind: 'failed'; reason: ProofReason }
  /** It runs, but a prompt cannot be seen. */
  | { kind: 'unseen'; reason: ProofReason }
  | { kind: 'stopped' }

export type BootWatch = {
  machine: Machine
  /** Null: this machine's letters are not known, and its screen is only a picture. */
  font: Font | null
  limitSeconds: number
  /** Resolves when every service that can be asked has answered: then the server is up, whatever it shows. */
  answered: Promise<unknown> | null
  signal: AbortSignal
  onProgress(seconds: number): void
}

const LOOK_MS = 250
const SCREEN_EVERY_MS = 1500
/** The prompt comes about when the services do. */
const PROMPT_AFTER_SERVICES_MS = 20_000
/** The most talkative boot writes less; a real serial line of 115,200 baud would take twelve minutes for it. */
const FLOOD_BYTES = 8 * 1024 * 1024

export async function waitForBoot(watch: BootWatch): Promise<BootOutcome> {
  const { machine } = watch
  const started = performance.now()
  const state: { end: MachineEnd | null; answeredAt: number | null } = { end: null, answeredAt: null }
  void machine.ended.then((end) => (state.end = end))
  void watch.answered?.then(() => (state.answeredAt = performance.now()))
  let seen = -1
  let screen: Screen = { text: null, picture: null }
  let screenAt = Number.NEGATIVE_INFINITY
  for (;;) {
    if (watch.signal.aborted) return { kind: 'stopped' }
    const now = performance.now()
    const { end } = state
    if (machine.console.bytes !== seen) {
      seen = machine.console.bytes
      const sign = readConsole(machine.console.tail())
      if (sign !== null) return sign.kind === 'failed' ? sign : { ...sign, where: 'serial console' }
      if (seen > FLOOD_BYTES) return failed('recovery.boot.console-flood', { bytes: `${Math.round(seen / 2 ** 20)} MiB` }, machine, screen)
    }
    if (now - screenAt > SCREEN_EVERY_MS || end !== null) {
      screenAt = now
      screen = await look(watch, screen)
      const sign = screen.text === null ? null : readConsole(screen.text)
      if (sign !== null) return sign.kind === 'failed' ? sign : { ...sign, where: 'screen' }
    }
    if (end !== null) return ended(end, machine, screen)
    if (state.answeredAt !== null && now - state.answeredAt > PROMPT_AFTER_SERVICES_MS)
      return { kind: 'unseen', reason: reason('recovery.boot.prompt-not-seen') }
    if (now - started > watch.limitSeconds * 1000) return overdue(watch, screen)
    watch.onProgress((now - started) / 1000)
    await sleep(LOOK_MS)
  }
}

type Screen = { text: string | null; picture: Picture | null }

/** A picture that could not be taken leaves the one before. */
async function look({ machine, font }: BootWatch, before: Screen): Promise<Screen> {
  const picture = await machine.picture()
  if (picture === null) return before
  return { picture, text: font === null ? null : readScreen(picture, font) }
}

function ended(end: MachineEnd, machine: Machine, screen: Screen): BootOutcome {
  switch (end.kind) {
    case 'reset':
      return failed('recovery.boot.restarted', {}, machine, screen)
    case 'off':
      return failed('recovery.boot.off', {}, machine, screen)
    case 'stopped':
      return { kind: 'stopped' }
    case 'qemu': {
      const detail = end.detail || `it ended with ${end.signal ?? end.code}`
      // That it ended says nothing about the backup, unless it wrote without end.
      if (end.signal === 'SIGXFSZ') return { kind: 'failed', reason: reason('recovery.sandbox.disk-limit', { limit: 'space' }) }
      return { kind: 'unseen', reason: reason('recovery.sandbox.ended', { detail: brief(detail) }) }
    }
  }
}

/** Nothing but a picture, and it is no text: a system with a graphical face, whose prompt a person must judge. */
function overdue({ machine, limitSeconds }: BootWatch, screen: Screen): BootOutcome {
  const isPicture = screen.picture !== null && screen.text === null && !isBlank(screen.picture)
  if (isPicture && machine.console.bytes === 0) return { kind: 'unseen', reason: reason('recovery.boot.picture-only') }
  const last = lastLine(screen.text ?? '')
  // The firmware handed over, and nothing came after it.
  if (last !== null && machine.console.bytes === 0 && /Booting from (?:Hard Disk|DVD|Floppy)/.test(last))
    return { kind: 'failed', reason: reason('recovery.boot.no-boot-loader', { detail: last }) }
  return failed('recovery.boot.no-prompt', { seconds: limitSeconds }, machine, screen)
}

function failed(
  code: 'recovery.boot.restarted' | 'recovery.boot.off' | 'recovery.boot.no-prompt' | 'recovery.boot.console-flood',
  data: Record<string, string | number>,
  machine: Machine,
  screen: Screen,
): BootOutcome {
  return {
    kind: 'failed',
    reason: reason(code, { ...data, detail: lastLine(machine.console.tail()) ?? lastLine(screen.text ?? '') ?? 'nothing' }),
  }
}

/** What could not be read is left out. */
function lastLine(text: string): string | null {
  const line = text
    .replaceAll('\ufffd', ' ')
    .split('\n')
    .findLast((each) => each.trim() !== '')
  return line === undefined ? null : `“${brief(line).slice(0, 120)}”`
}
