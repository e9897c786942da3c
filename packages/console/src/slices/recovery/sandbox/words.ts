/** Sentences about a restored server that is looked at: for the provider's people, and for an owner. */
import type { DeviceSandbox, Sandbox } from '@mainstay/contract/recovery'
import { count, duration, durationInWords } from '../../../ui/format.ts'

export type Voice = 'console' | 'portal'

export function sandboxTitle({ hostname, newest }: Pick<DeviceSandbox, 'hostname' | 'newest'>, voice: Voice): string {
  if (newest === null) return voice === 'portal' ? `See ${hostname} as it would come back` : `${hostname} can be started from its backup`
  const { state, seen, statement } = newest
  if (statement?.verdict === 'there') return `${statement.by} found ${hostname} as it should be`
  if (statement?.verdict === 'missing') return `${statement.by} missed something on ${hostname}`
  if (state === 'starting') return voice === 'portal' ? `${hostname} is coming back to life` : `${hostname} is starting from its backup`
  if (state === 'ended') return voice === 'portal' ? `See ${hostname} as it would come back` : `${hostname} no longer runs from its backup`
  if (seen?.kind === 'prompt') return voice === 'portal' ? `${hostname} is here: look around` : `${hostname} runs from its backup`
  if (seen !== null) return `${hostname} runs, and shows no login prompt`
  return voice === 'portal' ? `${hostname} is coming back to life` : `${hostname} is starting from its backup`
}

const STEPS: Record<NonNullable<Sandbox['progress']>['step'], Record<Voice, string>> = {
  open: { console: 'Opening the repository', portal: 'Opening your backup' },
  mount: { console: 'Mounting the restore point', portal: 'Opening your backup' },
  extract: { console: 'Restoring the files', portal: 'Bringing back the files' },
  disk: { console: 'Making a disk of the files', portal: 'Putting the files in their places' },
  starting: { console: 'Starting the server', portal: 'Switching the server on' },
}

/** What happens now, and how long it will take as far as that is known. */
export function progressSentence(progress: Sandbox['progress'], voice: Voice): string {
  if (progress === null) return voice === 'portal' ? 'It begins in a moment.' : 'Waiting for its first step.'
  const { step, seconds, remainingSeconds } = progress
  const what = STEPS[step][voice]
  if (remainingSeconds === null) return `${what}, for ${duration(seconds)} now. How long it will take is not known yet.`
  return voice === 'portal'
    ? `${what}. About ${durationInWords(remainingSeconds)} more.`
    : `${what}. About ${duration(remainingSeconds)} more, by the last time.`
}

/** `24:09`, or `1:02:00`. */
export function clock(milliseconds: number): string {
  const whole = Math.max(0, Math.ceil(milliseconds / 1000))
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  const two = (n: number): string => String(n).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}

export function capacitySentence({ running, most }: DeviceSandbox['capacity']): string {
  return running < most
    ? `${count(most - running, 'server')} can be started now.`
    : `${count(running, 'server')} ${running === 1 ? 'runs' : 'run'} for people to look at, which is all that fits.`
}

/** Until an hour after the end, as the server has it. */
export function maySay({ state, statement, runningAt, endedAt }: Sandbox, now: Date): boolean {
  if (statement !== null || runningAt === null) return false
  return state === 'running' || (endedAt !== null && now.getTime() - Date.parse(endedAt) < 3_600_000)
}

/** Of a path below the server's root; '' is the root itself. */
export function parentOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
}
