/** Traffic of each interface on Windows, from the raw counters. */
import { numberIn, textIn, type WindowsCollector } from '../collector.ts'
import { networkTraffic } from './traffic.ts'

const NOT_SHOWN = /loopback|isatap|teredo|^_Total$/i

export const windowsNetwork: WindowsCollector = {
  query:
    'Get-CimInstance Win32_PerfRawData_Tcpip_NetworkInterface | Select-Object Name,BytesReceivedPersec,BytesSentPersec,PacketsReceivedPersec,PacketsSentPersec,PacketsReceivedErrors,PacketsOutboundErrors,PacketsReceivedDiscarded,PacketsOutboundDiscarded',
  parse(rows, at) {
    return networkTraffic(
      at,
      rows
        .filter((row) => textIn(row, 'Name') !== '' && !NOT_SHOWN.test(textIn(row, 'Name')))
        .map((row) => {
          const n = (field: string): number => numberIn(row, field) ?? Number.NaN
          return {
            name: textIn(row, 'Name'),
            receive: {
              bytes: n('BytesReceivedPersec'),
              packets: n('PacketsReceivedPersec'),
              errors: n('PacketsReceivedErrors'),
              dropped: n('PacketsReceivedDiscarded'),
            },
            transmit: {
              bytes: n('BytesSentPersec'),
              packets: n('PacketsSentPersec'),
              errors: n('PacketsOutboundErrors'),
              dropped: n('PacketsOutboundDiscarded'),
            },
          }
        }),
    )
  },
}
