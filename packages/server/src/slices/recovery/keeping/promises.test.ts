import type { CopyStanding } from '@mainstay/contract/recovery'
import { expect, test } from 'vitest'
import { brokenKeeping, type Kept } from './promises.ts'

const at = (day: number) => new Date(Date.UTC(2026, 10, day))
const copy = (standing: CopyStanding['standing']): CopyStanding => ({
  name: 'Cellar',
  standing,
  saidAt: at(20).toISOString(),
  restorePoints: 3,
  bytes: 10,
  newestAt: null,
  proof: null,
  findings: standing === 'alarm' ? [{ kind: 'packs-gone', text: '2 packs went.', at: at(20).toISOString() }] : [],
})
const suspect = { takenAt: at(20), infected: false, score: 80 }

test.each<[string, Partial<Kept>, [string, string, RegExp] | null]>([
  ['nothing known', {}, null],
  ['a suspect point', { clean: { lastCleanAt: at(19), suspects: [suspect] } }, ['recovery-suspect', 'critical', /look encrypted/]],
  ['malware', { clean: { lastCleanAt: null, suspects: [{ ...suspect, infected: true }] } }, ['recovery-suspect', 'critical', /Malware/]],
  ['a clean one since', { clean: { lastCleanAt: at(21), suspects: [suspect] } }, null],
  ['79 % used', { used: { bytes: 79, quotaBytes: 100 } }, null],
  ['80 % used', { used: { bytes: 80, quotaBytes: 100 } }, ['recovery-quota', 'warning', /80 %/]],
  ['all used', { used: { bytes: 100, quotaBytes: 100 } }, ['recovery-quota', 'critical', /used up/]],
  ['no quota', { used: { bytes: 1e15, quotaBytes: null } }, null],
  ['snapshots that nobody told of', { untold: { count: 3, since: at(3) } }, ['recovery-untold', 'warning', /credential/]],
  ['a copy that is fine', { copies: [copy('good'), copy('behind'), copy('unproven')] }, null],
  ['a copy that found something', { copies: [copy('good'), copy('alarm')] }, ['recovery-copy', 'critical', /Cellar.*wrong/]],
  ['a silent copy', { copies: [copy('silent')] }, ['recovery-copy', 'unknown', /not known/]],
])('%s', (_, o, wanted) => {
  const broken = brokenKeeping({ clean: null, used: null, untold: null, copies: [], ...o })
  if (wanted === null) return expect(broken).toEqual([])
  expect(broken).toHaveLength(1)
  expect(broken[0]).toMatchObject({ rule: wanted[0], state: wanted[1], summary: expect.stringMatching(wanted[2]) as string })
})
