/** Which mounted file systems could write to a disk while it is read. Pure but for what it is given to look with. */

export type Look = {
  read(path: string): string | null
  list(path: string): string[]
}

/** Mount points of the device itself, of its partitions and of volumes on them, that are mounted for writing. `name` is the kernel's: sda, dm-0. */
export function writableMounts(name: string, look: Look): string[] {
  const numbers = new Set<string>()
  collect(name, look, numbers, 0)
  return (look.read('/proc/self/mountinfo') ?? '').split('\n').flatMap((line) => {
    // proc_pid_mountinfo(5): the third field is the device, the fifth the place, the sixth the options; those of the file system itself come last.
    const fields = line.split(' ')
    const [device = '', place = '', own = ''] = [fields[2], fields[4], fields[5]]
    const superOptions = fields.at(-1) ?? ''
    const isWritable = own.split(',').includes('rw') && superOptions.split(',').includes('rw')
    return numbers.has(device) && isWritable ? [place] : []
  })
}

/** Partitions lie in the disk's folder; what is built on top of one is its holder. */
function collect(name: string, look: Look, numbers: Set<string>, depth: number): void {
  const number = look.read(`/sys/class/block/${name}/dev`)?.trim()
  if (number === undefined || number === '' || numbers.has(number) || depth > 8) return
  numbers.add(number)
  const folder = `/sys/class/block/${name}`
  const partitions = look.list(folder).filter((entry) => look.read(`${folder}/${entry}/partition`) !== null)
  for (const other of [...partitions, ...look.list(`${folder}/holders`)]) collect(other, look, numbers, depth + 1)
}
