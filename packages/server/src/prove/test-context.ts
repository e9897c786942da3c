/** What the steps of one extraction test share. */
import type { ProveOptions } from './engine.ts'
import type { WholePoint } from './open-point.ts'
import type { TestRecord } from './record.ts'
import type { ResticTarget } from './restic-process.ts'
import type { Scratch } from './scratch.ts'
import type { OnProgress } from './steps.ts'

export type TestContext = {
  options: ProveOptions
  scratch: Scratch
  target: ResticTarget
  point: WholePoint
  /** Of the restore point when restored. */
  size: { bytes: number; files: number }
  sparse: boolean
  record: TestRecord
  onProgress: OnProgress
  signal: AbortSignal
}
