/** What each physical disk did on Windows, from the raw counters (times in 100 ns). */
import { numberIn, textIn, type WindowsCollector } from '../collector.ts'
import { diskActivity } from './activity.ts'

const TICKS_PER_SECOND = 1e7

export const windowsDisk: WindowsCollector = {
  query:
    'Get-CimInstance Win32_PerfRawData_PerfDisk_PhysicalDisk | Select-Object Name,DiskReadBytesPersec,DiskWriteBytesPersec,DiskReadsPersec,DiskWritesPersec,PercentDiskReadTime,PercentDiskWriteTime',
  parse(rows, at) {
    const disks = rows.filter((row) => textIn(row, 'Name') !== '_Total' && textIn(row, 'Name') !== '')
    return diskActivity(
      at,
      disks.map((row) => {
        const n = (field: string): number => numberIn(row, field) ?? Number.NaN
        return {
          // "0 C: D:" is disk 0 with its letters, which change: the number is the device.
          device: `PhysicalDrive${textIn(row, 'Name').split(' ')[0]}`,
          readBytes: n('DiskReadBytesPersec'),
          writeBytes: n('DiskWriteBytesPersec'),
          reads: n('DiskReadsPersec'),
          writes: n('DiskWritesPersec'),
          readSeconds: n('PercentDiskReadTime') / TICKS_PER_SECOND,
          writeSeconds: n('PercentDiskWriteTime') / TICKS_PER_SECOND,
          busySeconds: null,
        }
      }),
    )
  },
}
