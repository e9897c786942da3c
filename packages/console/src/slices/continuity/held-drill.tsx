/** A drill that was held: what came of it, for each system. */
import type { JSX } from 'react'
import type { Drill, DrillResult } from '@mainstay/contract/continuity'
import { duration } from '../../ui/format.ts'
import { NotKnown } from '../../ui/not-known.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import type { Tone } from '../../ui/tone.ts'
import { drillWord, outcomeTone, outcomeWord } from './wording.ts'

const TONE: Record<DrillResult['verdict'], Tone> = { passed: 'good', failed: 'broken', unknown: 'unknown' }
const WORD: Record<DrillResult['verdict'], string> = { passed: 'came back', failed: 'did not come back', unknown: 'not known' }

export function HeldDrill({ drill }: { drill: Drill }): JSX.Element | null {
  const { held, kind, who } = drill
  if (held === null) return null
  return (
    <div className="card stack">
      <div className="row-between">
        <h3>
          {drillWord[kind]} drill, {held.on}
        </h3>
        <TonePill tone={outcomeTone[held.outcome]}>{outcomeWord[held.outcome]}</TonePill>
      </div>
      <p className="plan-words">{held.story}</p>
      {held.results.length === 0 ? null : (
        <div>
          <table className="table table-stacked">
            <thead>
              <tr>
                <th scope="col">System</th>
                <th scope="col">Came back</th>
                <th scope="col" className="num">
                  After
                </th>
                <th scope="col">How it is known</th>
              </tr>
            </thead>
            <tbody>
              {held.results.map((one, n) => (
                <tr key={`${n} ${one.name}`}>
                  <td>
                    <strong>{one.name}</strong>
                  </td>
                  <td>
                    <TonePill tone={TONE[one.verdict]}>{WORD[one.verdict]}</TonePill>
                  </td>
                  <td className="num">{one.seconds === null ? <NotKnown /> : duration(one.seconds)}</td>
                  <td>{howKnown(one, held.fromProofs !== null)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="small soft">
        {who}. Recorded by {held.recordedBy}
        {held.planVersion === null ? ', without a plan in force' : `, under version ${held.planVersion} of the plan`}.
        {held.fromProofs === null ? '' : ' Taken from extraction tests: each system was started by itself, not all together.'}
      </p>
    </div>
  )
}

function howKnown({ note, proof }: DrillResult, fromProofs: boolean): string {
  const source = proof !== null ? `Test of ${proof.at.slice(0, 10)}.` : fromProofs ? '' : 'Said by those who took part.'
  return [note, source].filter((part) => part !== '').join(' ')
}
