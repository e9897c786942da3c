/** All collectors of Windows: one PowerShell answers for all, since starting it costs more than the questions. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Measurement } from '@mainstay/contract/agent'
import type { Row, WindowsCollector } from './collector.ts'
import { createWindowsCpu } from './cpu/windows.ts'
import { windowsDisk } from './disk/windows.ts'
import { windowsFilesystem } from './filesystem/windows.ts'
import { windowsLoad } from './load/windows.ts'
import { windowsMemory } from './memory/windows.ts'
import { windowsNetwork } from './network/windows.ts'
import { windowsPaging } from './paging/windows.ts'
import { windowsProcesses } from './processes/windows.ts'
import { windowsUptime } from './uptime/windows.ts'

export const windowsCollectors: Record<string, () => WindowsCollector> = {
  cpu: createWindowsCpu,
  memory: () => windowsMemory,
  paging: () => windowsPaging,
  disk: () => windowsDisk,
  filesystem: () => windowsFilesystem,
  network: () => windowsNetwork,
  load: () => windowsLoad,
  uptime: () => windowsUptime,
  processes: () => windowsProcesses,
}

export function createWindowsCollection(): (at: string) => Promise<Measurement[]> {
  const collectors = Object.entries(windowsCollectors).map(([name, create]) => [name, create()] as const)
  const script = powershellScript(Object.fromEntries(collectors.map(([name, { query }]) => [name, query])))
  return async (at) => {
    const { stdout } = await promisify(execFile)('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script], {
      maxBuffer: 4 * 1024 * 1024,
      timeout: 30_000,
      windowsHide: true,
    })
    const answers = rowsByCollector(stdout)
    return collectors.flatMap(([name, collector]) => collector.parse(answers[name] ?? [], at))
  }
}

/** The script holds our own constants only; nothing from outside ever enters it. */
export function powershellScript(queries: Record<string, string | null>): string {
  const fields = Object.entries(queries).flatMap(([name, query]) => (query === null ? [] : [`${name}=@(${query})`]))
  return `$ErrorActionPreference="SilentlyContinue";[Console]::OutputEncoding=[Text.Encoding]::UTF8;@{${fields.join(';')}}|ConvertTo-Json -Depth 4 -Compress`
}

export function rowsByCollector(json: string): Record<string, Row[]> {
  const parsed: unknown = JSON.parse(json)
  if (typeof parsed !== 'object' || parsed === null) return {}
  return Object.fromEntries(Object.entries(parsed).map(([name, rows]) => [name, (Array.isArray(rows) ? rows : [rows]).filter(isRow)]))
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
