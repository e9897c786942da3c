/** What the text of a console says about a boot: a login prompt, or why there will be none. Pure. */
import type { ProofReason } from '@mainstay/contract/recovery'
import { brief, reason } from '../reason.ts'

export type Sign = { kind: 'prompt'; line: string } | { kind: 'failed'; reason: ProofReason }

type Rule = [RegExp, (match: RegExpExecArray) => ProofReason]

/** In the order in which they are looked for: the cause before what follows from it. */
const FAILURES: Rule[] = [
  [
    /(?:EXT[234]-fs (?:error|\([^)]*\): (?:bad|VFS|group|no |Couldn|failed)[^\n]*)|XFS \([^)]*\): (?:Corruption|Metadata (?:corruption|I\/O))|BTRFS error)[^\n]*/,
    damaged,
  ],
  [
    /UNEXPECTED INCONSISTENCY; RUN fsck MANUALLY|bad superblock[^\n]*|mounting \S+ on \/(?:root|sysroot|new_root|mnt)\S* failed: Invalid argument|[Ss]tructure needs cleaning|Bad magic number in super-block/,
    damaged,
  ],
  [/VFS: Unable to mount root fs[^\n]*/, (match) => reason('recovery.boot.root-missing', { detail: brief(match[0]) })],
  [
    /ALERT!\s+\S+\s+does not exist|Gave up waiting for root[^\n]*|Warning: \/dev\/\S+ does not exist|dracut-initqueue timeout[^\n]*/,
    (match) => reason('recovery.boot.root-missing', { detail: brief(match[0]) }),
  ],
  [
    /No working init found|Requested init \S+ failed|Attempted to kill init!?[^\n]*|can't execute '?\/sbin\/init|switch_root: [^\n]*/,
    (match) => reason('recovery.boot.no-init', { detail: brief(match[0]) }),
  ],
  [/Kernel panic - not syncing: ([^\n]*)/, (match) => reason('recovery.boot.panic', { detail: brief(match[1] ?? '') })],
  [
    /You are in (?:emergency|rescue) mode|Entering emergency mode|Cannot open access to console|Give root password for maintenance/,
    (match) => reason('recovery.boot.emergency', { detail: brief(match[0]) }),
  ],
  [
    /Could not find kernel image[^\n]*|Loading \S+\.{3} ?failed[^\n]*|error: file `?\/\S*vmlinu[xz]\S*' not found|Failed to load (?:COM32 file|ldlinux)[^\n]*|error: you need to load the kernel first/,
    (match) => reason('recovery.boot.no-kernel', { detail: brief(match[0]) }),
  ],
  [
    /(?:error: [^\n]*\n+)?(?:Entering rescue mode\.*\n+)?grub rescue>|^grub> *$|No DEFAULT or UI configuration directive found/m,
    (match) => reason('recovery.boot.boot-loader', { detail: brief(match[0]) }),
  ],
  [
    /No bootable (?:device|option or device)[^\n]*|not a bootable disk|Missing operating system|Operating [Ss]ystem not found|No boot loader was found on any disk|Non-System disk/,
    (match) => reason('recovery.boot.no-boot-loader', { detail: brief(match[0]) }),
  ],
]

/** The end of a line that waits for a name; `Last login: …` has more behind it. */
const PROMPT = /^[^\n]{0,200}\blogin: *$/m

export function readConsole(text: string): Sign | null {
  for (const [pattern, make] of FAILURES) {
    const match = pattern.exec(text)
    if (match !== null) return { kind: 'failed', reason: make(match) }
  }
  const prompt = PROMPT.exec(text)
  return prompt === null ? null : { kind: 'prompt', line: prompt[0].trim() }
}

function damaged(match: RegExpExecArray): ProofReason {
  return reason('recovery.boot.root-damaged', { detail: brief(match[0]) })
}
