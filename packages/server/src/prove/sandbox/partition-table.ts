/** Reads the partition table of a disk image from its first bytes: MBR, or GPT (UEFI specification 2.10, 5.3). Pure. */

export type Partition = { type: string; startBytes: number; bytes: number }
export type PartitionTable = { scheme: 'gpt' | 'mbr' | 'none'; partitions: Partition[] }

const SECTOR = 512
const MOST = 128
const EFI_SYSTEM = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b'
const BIOS_BOOT = '21686148-6449-6e6f-744e-656564454649'
/** Linux's own types, by MBR (swap, Linux, LVM, RAID) and by GPT (data, LVM, RAID, swap, home, x86-64 root and usr, extended boot). */
const LINUX = new Set([
  '82',
  '83',
  '8e',
  'fd',
  '0fc63daf-8483-4772-8e79-3d69d8477de4',
  'e6d6d379-f507-44c2-a23c-238f2a3df928',
  'a19d880f-05fc-4d3b-a006-743f0f84911e',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '933ac7e1-2eb4-4f13-b844-0e14e2aef915',
  '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
  '8484680c-9521-48c6-9c11-b0720656f69e',
  'bc13c2ff-59e6-4262-a352-b275fd6f7172',
])

/** `head`: at least the first 34 sectors, where there are so many. */
export function readPartitionTable(head: Buffer): PartitionTable {
  if (head.length >= 2 * SECTOR && head.toString('latin1', SECTOR, SECTOR + 8) === 'EFI PART')
    return { scheme: 'gpt', partitions: gpt(head) }
  if (head.length < SECTOR || head.readUInt16LE(510) !== 0xaa55) return { scheme: 'none', partitions: [] }
  return { scheme: 'mbr', partitions: mbr(head) }
}

/** A disk that carries a loader for the firmware to start, and none for the old one. */
export function startsByUefi({ scheme, partitions }: PartitionTable): boolean {
  const has = (type: string): boolean => partitions.some((one) => one.type === type)
  return scheme === 'gpt' ? has(EFI_SYSTEM) && !has(BIOS_BOOT) : has('ef')
}

/** A disk without any partition of Linux's types has another system; without a table nobody can say. */
export function looksForeign({ partitions }: PartitionTable): boolean {
  return partitions.length > 0 && !partitions.some(({ type }) => LINUX.has(type))
}

function gpt(head: Buffer): Partition[] {
  const header = head.subarray(SECTOR)
  const at = Number(header.readBigUInt64LE(72)) * SECTOR
  const count = Math.min(header.readUInt32LE(80), MOST)
  const size = header.readUInt32LE(84)
  const partitions: Partition[] = []
  // What a hostile header says of itself leads no further than the bytes at hand.
  for (let n = 0; size >= 128 && size <= 4096 && n < count && at + (n + 1) * size <= head.length; n += 1) {
    const entry = head.subarray(at + n * size, at + (n + 1) * size)
    const [first, last] = [Number(entry.readBigUInt64LE(32)), Number(entry.readBigUInt64LE(40))]
    const type = guid(entry)
    if (!/^[0-]+$/.test(type) && last >= first) partitions.push({ type, startBytes: first * SECTOR, bytes: (last - first + 1) * SECTOR })
  }
  return partitions
}

function mbr(head: Buffer): Partition[] {
  return [0, 1, 2, 3].flatMap((n): Partition[] => {
    const entry = head.subarray(446 + n * 16, 462 + n * 16)
    const sectors = entry.readUInt32LE(12)
    const type = entry.readUInt8(4).toString(16).padStart(2, '0')
    return sectors === 0 || type === '00' ? [] : [{ type, startBytes: entry.readUInt32LE(8) * SECTOR, bytes: sectors * SECTOR }]
  })
}

/** The first three fields are little-endian (appendix A). */
function guid(bytes: Buffer): string {
  const hex = (from: number, to: number): string => bytes.toString('hex', from, to)
  const turned = (from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).reverse().toString('hex')
  return [turned(0, 4), turned(4, 6), turned(6, 8), hex(8, 10), hex(10, 16)].join('-')
}
