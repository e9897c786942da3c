/** Finds a CR or LF that is not part of a CRLF, over any cuts of the stream: what SMTP smuggling lives on (RFC 5321, 2.3.8). */

export type LineEnds = {
  /** Says whether all was well so far. */
  feed(chunk: Uint8Array): boolean
  /** A last byte CR is bare, too. */
  end(): boolean
}

const [CR, LF] = [13, 10]

export function lineEnds(): LineEnds {
  let afterCr = false
  let well = true
  return {
    feed: (chunk) => {
      for (let at = 0; well && at < chunk.length; ) {
        if (afterCr) {
          well = chunk[at] === LF
          afterCr = false
          at++
          continue
        }
        const [cr, lf] = [chunk.indexOf(CR, at), chunk.indexOf(LF, at)]
        if (lf >= 0 && (cr < 0 || lf < cr)) well = false
        else if (cr < 0) break
        afterCr = true
        at = cr + 1
      }
      return well
    },
    end: () => well && !afterCr,
  }
}
