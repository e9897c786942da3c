/** The space of each fixed drive on Windows. */
import { numberIn, textIn, type WindowsCollector } from '../collector.ts'
import { filesystemUsage } from './usage.ts'

export const windowsFilesystem: WindowsCollector = {
  query: 'Get-CimInstance Win32_LogicalDisk -Filter "DriveType=3" | Select-Object DeviceID,FileSystem,Size,FreeSpace,Access',
  parse(rows, at) {
    return filesystemUsage(
      at,
      rows.flatMap((row) => {
        const total = numberIn(row, 'Size')
        const free = numberIn(row, 'FreeSpace')
        const letter = textIn(row, 'DeviceID')
        if (total === null || free === null || letter === '') return []
        // Access 1 is "readable" only.
        const filesystem = { device: letter, mountpoint: letter, type: textIn(row, 'FileSystem'), readOnly: numberIn(row, 'Access') === 1 }
        return [{ filesystem, space: { total, free, available: free } }]
      }),
    )
  },
}
