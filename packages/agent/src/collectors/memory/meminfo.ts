/** Reads one value of /proc/meminfo, in bytes. */

export function meminfo(text: string): (field: string) => number | null {
  return (field) => {
    const kib = new RegExp(`^${field}: +(\\d+) kB$`, 'm').exec(text)?.[1]
    return kib === undefined ? null : Number(kib) * 1024
  }
}
