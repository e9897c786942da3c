/** Under whom and within which bounds a sandbox's QEMU runs: a user that exists for nothing else, no way to new rights, limits of the kernel. */
import { statSync } from 'node:fs'
import type { Accelerator } from './machine-spec.ts'

export type SandboxUser = { uid: number; gid: number }

export type Limits = {
  /** Address space, bytes. */
  memoryBytes: number
  /** Largest file it may write, bytes. */
  fileBytes: number
  /** Seconds of processor time. */
  processorSeconds: number
}

/** The range that systemd keeps for users that last as long as one service (`DynamicUser=`): no account has a number of these. */
const FIRST_UID = 61_184
const LAST_UID = 65_519

/** Null when this process is not root: it cannot become another, and is unprivileged itself. */
export function sandboxUser(random: number = Math.random()): SandboxUser | null {
  if (process.getuid?.() !== 0) return null
  const id = FIRST_UID + Math.floor(random * (LAST_UID - FIRST_UID + 1))
  return { uid: id, gid: id }
}

/** The command in front of QEMU's own. The kernel ends QEMU when the process that started it is gone, however it went. */
export function confined(o: { user: SandboxUser | null; limits: Limits; accelerator: Accelerator }): string[] {
  const { memoryBytes, fileBytes, processorSeconds } = o.limits
  return [
    ['setpriv', ...(o.user === null ? [] : becoming(o.user, o.accelerator)), '--no-new-privs', '--pdeathsig=KILL', '--'],
    ['prlimit', `--as=${memoryBytes}`, `--fsize=${fileBytes}`, `--cpu=${processorSeconds}`, '--nofile=512', '--core=0', '--'],
    ['nice', '-n', '5'],
  ].flat()
}

function becoming({ uid, gid }: SandboxUser, accelerator: Accelerator): string[] {
  const groups = accelerator === 'kvm' ? `--groups=${statSync('/dev/kvm').gid}` : '--clear-groups'
  return [`--reuid=${uid}`, `--regid=${gid}`, groups, '--bounding-set=-all', '--inh-caps=-all']
}
