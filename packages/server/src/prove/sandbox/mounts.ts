/** Takes away mounts that a test, or one that was killed, left below a folder. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

/** Of anything but FUSE nothing is touched: we mount nothing else. */
export async function unmountBelow(folder: string): Promise<void> {
  const points = fuseMounts(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''))
  for (const point of points.filter((each) => each === folder || each.startsWith(`${folder}/`)).reverse()) {
    // Lazily: what still reads there loses it when it closes. `umount` is root's, `fusermount3` everybody's own.
    if (process.getuid?.() !== 0 || !(await succeeds('umount', ['--lazy', point]))) await succeeds('fusermount3', ['-u', '-z', point])
  }
}

/** Fields of proc_pid_mountinfo(5): the mount point is the fifth, the type the first after the dash; blanks are written as octal. */
export function fuseMounts(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const point = before.split(' ')[4]
    if (point === undefined || !/^fuse(\.|$)/.test(after.split(' ')[0] ?? '')) return []
    return [point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))]
  })
}

function succeeds(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('exit', (code) => resolve(code === 0))
  })
}
