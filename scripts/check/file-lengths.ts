// The rule on the length of files: median at most 80 lines, 95th percentile at most 300, none over 500.
const limits = { median: 80, p95: 300, longest: 500 }

export interface LengthOfFile {
  path: string
  lines: number
  test: boolean
}

/** Median and percentile are taken over the sources; the limit for a single file holds for tests too. */
export function checkLengths(files: LengthOfFile[]): { problems: string[]; note: string } {
  const sources = files.filter((file) => !file.test).sort((a, b) => a.lines - b.lines)
  const median = percentile(sources, 0.5)
  const p95 = percentile(sources, 0.95)
  const testLines = sum(files.filter((file) => file.test))
  const problems = files
    .filter((file) => file.lines > limits.longest)
    .map((file) => `${file.path}: ${file.lines} lines, more than ${limits.longest}`)
  if (median > limits.median) problems.push(`the median file has ${median} lines, more than ${limits.median}`)
  if (p95 > limits.p95) problems.push(`the 95th percentile is ${p95} lines, more than ${limits.p95}`)
  const ratio = (testLines / Math.max(1, sum(sources))).toFixed(2)
  return {
    problems,
    note: `${sources.length} sources, median ${median}, p95 ${p95}, longest ${sources.at(-1)?.lines ?? 0}; tests to source ${ratio}`,
  }
}

export function countLines(text: string): number {
  return text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}

/** Nearest rank, of files sorted by their length. */
function percentile(sorted: LengthOfFile[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]?.lines ?? 0
}

function sum(files: LengthOfFile[]): number {
  return files.reduce((total, file) => total + file.lines, 0)
}
