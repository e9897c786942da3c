/** From what was found between two points to one figure, 0 to 100 (design: ecosystem, 4; what differs: ADR 0043). */

export type Findings = {
  /** Files in the restore point. */
  files: number
  /** Files that changed or were renamed since the last clean point, and how many of them were looked at. */
  pairs: number
  sampled: number
  /** Of those looked at. */
  flips: number
  headersLost: number
  /** Flipped at a point before and still so. */
  carried: number
  /** New files whose extension was not in use before. */
  newUnknownExtension: number
  /** The largest number of folders in which a new file of one name appeared. */
  sameNameFolders: number
}

export type Judgement = 'clean' | 'suspect' | 'infected'

const SUSPECT = 25
const INFECTED = 50
const NOTE_FOLDERS = 5

export function score(f: Findings): number {
  const seen = f.sampled + f.carried
  const flips = f.flips + f.carried
  if (flips === 0) return 0
  const estimate = (f.sampled === 0 ? 0 : (f.flips / f.sampled) * f.pairs) + f.carried
  const share = flips / seen
  const amount = Math.min(1, estimate / enough(f.files))
  // New extensions, one name in many folders and lost headers are ordinary by themselves: a new program brings the first two.
  const beside =
    15 * Math.min(1, f.newUnknownExtension / 20) +
    (f.sameNameFolders >= NOTE_FOLDERS ? 15 : 0) +
    10 * Math.min(1, (5 * f.headersLost) / seen)
  return Math.round(60 * amount * Math.min(1, share / 0.5) + amount * beside)
}

export function judge(points: number): Judgement {
  return points >= INFECTED ? 'infected' : points >= SUSPECT ? 'suspect' : 'clean'
}

/** So many files turned are no accident: 1 %, at least 20, but 4 % where there are few files. */
function enough(files: number): number {
  return Math.max(0.01 * files, Math.min(20, Math.max(5, 0.04 * files)))
}
