/** A fair sample of files of unknown number: each has the same chance, whatever their order (Vitter's algorithm R). */

export type Sample = { paths: string[]; candidates: number }

export function reservoir(files: Iterable<string>, size: number, random: () => number = Math.random): Sample {
  const paths: string[] = []
  let candidates = 0
  for (const path of files) {
    candidates += 1
    if (paths.length < size) paths.push(path)
    else {
      const place = Math.floor(random() * candidates)
      if (place < size) paths[place] = path
    }
  }
  return { paths, candidates }
}
