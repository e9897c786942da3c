/** Traffic of each interface on macOS, from the link rows of `netstat -ibdn`. */
import type { DarwinCollector } from '../collector.ts'
import { networkTraffic, type Traffic } from './traffic.ts'

const NOT_SHOWN = /^(lo|gif|stf|anpi|awdl|llw|utun|bridge|ap)\d+\*?$/

export const darwinNetwork: DarwinCollector<'netstat'> = {
  commands: { netstat: ['netstat', '-ibdn'] },
  parse({ netstat }, at) {
    return networkTraffic(
      at,
      netstat.split('\n').flatMap((line) => parseLine(line) ?? []),
    )
  },
}

/** `en0 1500 <Link#6> 3c:22:… Ipkts Ierrs Ibytes Opkts Oerrs Obytes Coll Drop`; the address may be missing, so it is read from the end. */
function parseLine(line: string): Traffic | null {
  const fields = line.trim().split(/\s+/)
  const name = fields[0] ?? ''
  if (fields[2]?.startsWith('<Link#') !== true || NOT_SHOWN.test(name)) return null
  const [rPackets, rErrors, rBytes, tPackets, tErrors, tBytes, , dropped] = fields.slice(-8).map(Number)
  if (rPackets === undefined || rErrors === undefined || rBytes === undefined) return null
  if (tPackets === undefined || tErrors === undefined || tBytes === undefined || dropped === undefined) return null
  return {
    name,
    receive: { bytes: rBytes, packets: rPackets, errors: rErrors, dropped: null },
    // netstat's Drop is of the output queue.
    transmit: { bytes: tBytes, packets: tPackets, errors: tErrors, dropped },
  }
}
