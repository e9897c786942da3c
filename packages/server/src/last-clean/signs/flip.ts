/** Whether a file became ciphertext: the same windows of its old and its new version, and its header (design: ecosystem, 4). */
import { chiSquare, histogram, looksRandom } from './entropy.ts'
import { fileType } from './file-type.ts'

/** The windows that both are compared in; a window the file is too short for is empty. */
export type Version = { head: Uint8Array; windows: readonly Uint8Array[] }

export type Flip = { flipped: boolean; headerLost: boolean; detail: string }

/** From so many bytes on, chi-square tells compressed from random. */
const ENOUGH_FOR_CHI_SQUARE = 65_536
/** Far above 255 ± 23, far below what compressors leave. */
const COMPRESSED = 500

export function compareVersions(before: Version, after: Version): Flip {
  const [was, is] = [fileType(before.head), fileType(after.head)]
  const headerLost = was !== null && is === null && after.head.length > 0
  const turned = after.windows.filter((window, index) => {
    const old = before.windows[index]
    return old !== undefined && old.length >= window.length / 2 && looksRandom(window) && !looksRandom(old)
  })
  const random = turned.length > 0 && !isCompressed(turned)
  // A lost header alone may be a file that was emptied or overwritten by text.
  const scrambled = headerLost && after.windows.some(looksRandom)
  return {
    flipped: is === null && (random || scrambled),
    headerLost: scrambled,
    detail: scrambled
      ? `was ${was}, and now has no header of any known type`
      : `${turned.length} of ${after.windows.length} blocks were readable before and are random now`,
  }
}

/** For a file without a version before: a type that its name promises, and bytes that are nothing but random. */
export function isCiphertextByName(extension: string, file: Version, shouldHaveHeader: (extension: string) => boolean): boolean {
  return shouldHaveHeader(extension) && fileType(file.head) === null && file.windows.length > 0 && file.windows.every(looksRandom)
}

function isCompressed(windows: readonly Uint8Array[]): boolean {
  const bytes = windows.reduce((sum, window) => sum + window.length, 0)
  if (bytes < ENOUGH_FOR_CHI_SQUARE) return false
  const counts = new Uint32Array(256)
  for (const window of windows) histogram(window, counts)
  return chiSquare(counts) > COMPRESSED
}
