/** Who uses a block device or a part of it (Linux): mounts, swap, and what is built on it. */
import { readdir, readFile, realpath } from 'node:fs/promises'
import { basename } from 'node:path'

/** In words; empty where nobody does. */
export async function usersOfDevice(device: string): Promise<string[]> {
  const name = basename(await realpath(device))
  const base = `/sys/class/block/${name}`
  const parts = [name, ...(await readdir(base).catch(() => [])).filter((entry) => entry.startsWith(name))]
  const numbers = new Set(await Promise.all(parts.map(async (part) => (await text(`/sys/class/block/${part}/dev`)).trim())))
  const mounts = (await text('/proc/self/mountinfo')).split('\n').flatMap((line) => {
    const [, , number, , where] = line.split(' ')
    return number !== undefined && numbers.has(number) ? [`mounted at ${where}`] : []
  })
  const swaps = (await text('/proc/swaps')).split('\n').flatMap((line) => {
    const [path = ''] = line.split(/\s/)
    return parts.includes(basename(path)) && path.startsWith('/dev/') ? [`swap on ${path}`] : []
  })
  const holders = await Promise.all(
    parts.map(async (part) => (await readdir(`/sys/class/block/${part}/holders`).catch(() => [])).map((holder) => `part of ${holder}`)),
  )
  return [...mounts, ...swaps, ...holders.flat()]
}

/** The kernel counts in sectors of 512 bytes, whatever the disk's own are. */
export async function bytesOfDevice(device: string): Promise<number> {
  return Number(await text(`/sys/class/block/${basename(await realpath(device))}/size`)) * 512
}

async function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
