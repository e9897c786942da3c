/** File types by their first bytes. Types whose content is ciphertext by design (OpenSSL, age, OpenPGP) are none here: they say nothing good about a file that was readable before. */

type Header = { type: string; at?: number; bytes: string }

/** Latin-1 strings. From the formats' own specifications. */
const HEADERS: readonly Header[] = [
  { type: 'pdf', bytes: '%PDF-' },
  { type: 'zip', bytes: 'PK\x03\x04' },
  { type: 'zip', bytes: 'PK\x05\x06' },
  { type: 'ole2', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'rtf', bytes: '{\\rtf' },
  { type: 'png', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'jpeg', bytes: '\xff\xd8\xff' },
  { type: 'gif', bytes: 'GIF8' },
  { type: 'tiff', bytes: 'II*\0' },
  { type: 'tiff', bytes: 'MM\0*' },
  { type: 'riff', bytes: 'RIFF' },
  { type: 'iso-media', at: 4, bytes: 'ftyp' },
  { type: 'matroska', bytes: '\x1aE\xdf\xa3' },
  { type: 'ogg', bytes: 'OggS' },
  { type: 'flac', bytes: 'fLaC' },
  { type: 'mp3', bytes: 'ID3' },
  { type: 'mp3', bytes: '\xff\xfb' },
  { type: 'gzip', bytes: '\x1f\x8b\x08' },
  { type: 'bzip2', bytes: 'BZh' },
  { type: 'xz', bytes: '\xfd7zXZ\0' },
  { type: 'zstd', bytes: '(\xb5/\xfd' },
  { type: 'lz4', bytes: '\x04"M\x18' },
  { type: '7z', bytes: "7z\xbc\xaf'\x1c" },
  { type: 'rar', bytes: 'Rar!\x1a\x07' },
  { type: 'cab', bytes: 'MSCF\0\0\0\0' },
  { type: 'elf', bytes: '\x7fELF' },
  { type: 'mach-o', bytes: '\xcf\xfa\xed\xfe' },
  { type: 'java', bytes: '\xca\xfe\xba\xbe' },
  { type: 'wasm', bytes: '\0asm' },
  { type: 'deb', bytes: '!<arch>\n' },
  { type: 'rpm', bytes: '\xed\xab\xee\xdb' },
  { type: 'tar', at: 257, bytes: 'ustar' },
  { type: 'sqlite', bytes: 'SQLite format 3\0' },
  { type: 'access', at: 4, bytes: 'Standard ' },
  { type: 'outlook', bytes: '!BDN' },
  { type: 'hdf5', bytes: '\x89HDF\r\n\x1a\n' },
  { type: 'parquet', bytes: 'PAR1' },
  { type: 'iso', at: 32_769, bytes: 'CD001' },
  { type: 'qcow2', bytes: 'QFI\xfb' },
  { type: 'vmdk', bytes: 'KDMV' },
  { type: 'vhdx', bytes: 'vhdxfile' },
  { type: 'font', bytes: 'wOF2' },
  { type: 'font', bytes: 'wOFF' },
  { type: 'font', bytes: '\0\x01\0\0\0' },
  { type: 'font', bytes: 'OTTO' },
  { type: 'postscript', bytes: '%!PS' },
  { type: 'cad', bytes: 'AC10' },
  { type: 'git-pack', bytes: 'PACK\0\0\0' },
  { type: 'exe', bytes: 'MZ' },
]

/** As many bytes as `fileType` looks at. */
export const HEAD_BYTES = 33_000

/** Null: none that is known. Text has no header. */
export function fileType(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, HEAD_BYTES)).toString('latin1')
  return HEADERS.find(({ at = 0, bytes }) => text.startsWith(bytes, at))?.type ?? null
}

/** Ends of names whose files have a header of a known type, whatever program made them. */
const WITH_HEADER: ReadonlySet<string> = new Set(
  'pdf docx xlsx pptx odt ods odp zip doc xls ppt msg rtf png jpg jpeg gif tif tiff wav avi mp4 mov mkv flac gz bz2 xz zst 7z rar cab exe dll deb rpm jar sqlite accdb mdb pst woff woff2 ttf otf'.split(
    ' ',
  ),
)

/** `extension` in lower case, without its dot. */
export function shouldHaveHeader(extension: string): boolean {
  return WITH_HEADER.has(extension)
}
