/** Looks into the ext file systems of disk images for the server's own network configuration, without a mount: debugfs reads, confined. */
import type { SandboxUser } from '../sandbox/confinement.ts'
import { runTool } from '../sandbox/run-tool.ts'
import type { Image } from './boot-server.ts'
import { NETWORK_FILES, NETWORK_FOLDERS, type StaticAddress, staticAddress } from './static-network.ts'

const MOST_PARTITIONS = 16
const MAX_TEXT = 256 * 1024
const WITHIN_MS = 20_000

/** Null where it is not there, or lies on a file system that debugfs does not read (LVM, XFS, btrfs): then DHCP gives an address. */
export async function addressInImages(
  images: readonly Image[],
  user: SandboxUser | null,
  signal: AbortSignal,
): Promise<StaticAddress | null> {
  for (const { path, table } of images) {
    const places = table === undefined || table.partitions.length === 0 ? [0] : table.partitions.map(({ startBytes }) => startBytes)
    for (const place of places.slice(0, MOST_PARTITIONS)) {
      const ask = asker(`${path}?offset=${place}`, user, AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]))
      // One that has no /etc has no configuration.
      if (!(await ask('ls -p /etc')).includes('/')) continue
      const found = staticAddress(await networkFiles(ask))
      if (found !== null) return found
    }
  }
  return null
}

type Ask = (command: string) => Promise<string>

async function networkFiles(ask: Ask): Promise<{ path: string; text: string }[]> {
  const paths: string[] = [...NETWORK_FILES]
  // `/inode/mode/uid/gid/name/size/`
  for (const { path, ending } of NETWORK_FOLDERS)
    for (const line of (await ask(`ls -p ${path}`)).split('\n')) {
      const name = line.split('/')[5] ?? ''
      // Nothing that debugfs could take for more than one word.
      if (/^[A-Za-z0-9._-]{1,100}$/.test(name) && !name.startsWith('.') && name.endsWith(ending)) paths.push(`${path}/${name}`)
    }
  return Promise.all(paths.slice(0, 32).map(async (path) => ({ path, text: (await ask(`cat ${path}`)).slice(0, MAX_TEXT) })))
}

/** The file system is of somebody else's making: it is read by a user that exists for nothing else. What fails says nothing. */
function asker(image: string, user: SandboxUser | null, signal: AbortSignal): Ask {
  const becoming =
    user === null ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all']
  return async (command) => {
    const ran = await runTool(
      [
        'setpriv',
        ...becoming,
        '--no-new-privs',
        '--pdeathsig=KILL',
        '--',
        'prlimit',
        '--as=1073741824',
        '--fsize=0',
        '--cpu=20',
        '--',
        'debugfs',
        '-R',
        command,
        image,
      ],
      { signal, cwd: '/' },
    )
    return ran.kind === 'done' ? ran.output.toString('utf8') : ''
  }
}
