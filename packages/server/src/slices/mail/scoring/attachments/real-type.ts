/** What a file is, by its first bytes, whatever its name says. */

export type RealType =
  | 'pdf'
  | 'zip'
  | 'rar'
  | '7z'
  | 'gzip'
  | 'ole'
  | 'exe'
  | 'elf'
  | 'lnk'
  | 'iso'
  | 'onenote'
  | 'image'
  | 'html'
  | 'rtf'
  | 'script'
  | 'xz'
  | 'cab'
  | 'ace'
  | 'text'
  | 'other'

const SIGNATURES: [RealType, number, string][] = [
  ['pdf', 0, '255044462d'],
  ['zip', 0, '504b0304'],
  ['zip', 0, '504b0506'],
  ['rar', 0, '526172211a07'],
  ['7z', 0, '377abcaf271c'],
  ['gzip', 0, '1f8b08'],
  ['xz', 0, 'fd377a585a00'],
  ['cab', 0, '4d534346'],
  ['ace', 7, '2a2a4143452a2a'],
  ['ole', 0, 'd0cf11e0a1b11ae1'],
  ['exe', 0, '4d5a'],
  ['elf', 0, '7f454c46'],
  ['lnk', 0, '4c0000000114020000000000c000000000000046'],
  ['onenote', 0, 'e4525c7b8cd8a74daeb15378d02996d3'],
  ['rtf', 0, '7b5c727466'],
  ['image', 0, '89504e47'],
  ['image', 0, 'ffd8ff'],
  ['image', 0, '47494638'],
  ['image', 0, '424d'],
  ['image', 0, '52494646'],
  // The descriptor "CD001" of ISO 9660 stands in the seventeenth sector.
  ['iso', 0x8001, '4344303031'],
]

export function realType(bytes: Uint8Array): RealType {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const [type, at, hex] of SIGNATURES) {
    const signature = Buffer.from(hex, 'hex')
    if (buffer.length >= at + signature.length && buffer.compare(signature, 0, signature.length, at, at + signature.length) === 0)
      return type
  }
  const head = buffer.toString('latin1', 0, 2000)
  if (/^(?:\xef\xbb\xbf)?\s{0,200}<(?:!doctype html|html|head|body|script|svg|\?xml[^>]{0,100}>\s{0,20}<svg|meta|form|iframe)/i.test(head))
    return 'html'
  if (/^(?:#!|@echo off|<\?php|powershell|var [\w$]{1,40}\s?=|function |WScript|Set |Dim |On Error)/i.test(head)) return 'script'
  return head.includes('\0') ? 'other' : 'text'
}

/** What a name promises; null where its ending promises nothing that the first bytes could deny. */
const PROMISES: Record<string, RealType[]> = {
  pdf: ['pdf'],
  zip: ['zip'],
  doc: ['ole', 'rtf', 'zip', 'html'],
  xls: ['ole', 'zip', 'html', 'text'],
  docx: ['zip', 'ole'],
  xlsx: ['zip', 'ole'],
  pptx: ['zip', 'ole'],
  jpg: ['image'],
  jpeg: ['image'],
  png: ['image'],
  gif: ['image'],
  rar: ['rar'],
  '7z': ['7z'],
  txt: ['text', 'html', 'script'],
}

export function nameLies(name: string, type: RealType): boolean {
  const promised = PROMISES[ending(name)]
  return promised !== undefined && !promised.includes(type)
}

export function ending(name: string): string {
  return /\.([A-Za-z0-9]{1,10})[\s.]*$/.exec(name)?.[1]?.toLowerCase() ?? ''
}
