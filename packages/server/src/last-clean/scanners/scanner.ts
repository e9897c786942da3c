/** What looks into a file's content. */
export type Finding = { severity: 'infected' | 'suspect'; name: string }

export type Scanner = {
  name: string
  /** Which signatures, and of when. */
  signatures: string
  /** The largest file it takes whole, bytes; of larger ones the beginning. */
  mostBytes: number
  scan(content: Buffer): Promise<Finding | null>
}
