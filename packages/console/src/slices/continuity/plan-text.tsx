/** A plan as it is read: when it begins, the order, who does what. The same in the console and in the portal. */
import type { JSX } from 'react'
import type { PlanSystem, RecoveryPlan, SystemFacts } from '@mainstay/contract/continuity'
import { Facts } from '../../ui/facts.tsx'
import { duration } from '../../ui/format.ts'
import { NotKnown } from '../../ui/not-known.tsx'
import { Section } from '../../ui/page.tsx'
import { TableCard } from '../../ui/table-card.tsx'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { copiesWords, promisedWords, standingWords } from './wording.ts'
import './continuity.css'

export function PlanText({ plan }: { plan: RecoveryPlan }): JSX.Element {
  const { begins, meanwhile, people, systems } = plan.content
  return (
    <>
      <Section title="When it begins, and who says so">
        <p className="card plan-words">{begins === '' ? <NotKnown>not written down</NotKnown> : begins}</p>
      </Section>
      <Section title="In this order">
        <ol className="plan-systems">
          {systems.map((system, n) => (
            <System key={system.key} system={system} n={n} plan={plan} />
          ))}
        </ol>
      </Section>
      <Section title="Who does what">
        <TableCard label="Who does what">
          <table className="table table-stacked">
            <thead>
              <tr>
                <th scope="col">Who</th>
                <th scope="col">Does</th>
                <th scope="col">Telephone</th>
                <th scope="col">Mail</th>
              </tr>
            </thead>
            <tbody>
              {people.map(({ key, name, does, phone, email }) => (
                <tr key={key}>
                  <td>
                    <strong>{name}</strong>
                  </td>
                  <td>{does}</td>
                  <td>{phone === '' ? <NotKnown /> : <a href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>{phone}</a>}</td>
                  <td>{email === '' ? <NotKnown /> : email}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableCard>
      </Section>
      <Section title="Until then">
        <p className="card plan-words">{meanwhile === '' ? <NotKnown>not written down</NotKnown> : meanwhile}</p>
      </Section>
    </>
  )
}

function System({ system, n, plan }: { system: PlanSystem; n: number; plan: RecoveryPlan }): JSX.Element {
  const { content, facts } = plan
  const who = content.people.find(({ key }) => key === system.responsible)
  const after = system.dependsOn.map((key) => content.systems.find((one) => one.key === key)?.name ?? key)
  const records = facts.find(({ deviceId }) => deviceId === system.deviceId)
  return (
    <li className="card stack">
      <h3>
        <span className="plan-number">{n + 1}</span> {system.name}
        {system.purpose === '' ? null : <span className="soft">: {system.purpose}</span>}
      </h3>
      <Facts
        rows={[
          ['Brought back by', who === undefined ? null : [who.name, who.phone].filter((part) => part !== '').join(', ')],
          ['After', after.length === 0 ? 'nothing, it can begin at once' : after.join(', ')],
          ...(records === undefined ? ([['Records', <NotKnown key="none">it is not watched here</NotKnown>]] as const) : rowsOf(records)),
        ]}
      />
      <p className="plan-words">{system.steps === '' ? <NotKnown>how it is brought back is not written down</NotKnown> : system.steps}</p>
    </li>
  )
}

function rowsOf(one: SystemFacts): (readonly [string, JSX.Element | string | null])[] {
  const { tone, text } = standingWords(one)
  const { rpoSeconds, rtoLastSeconds, rtoWorstSeconds } = one.achieved
  return [
    [
      'Last shown',
      <ToneMark key="standing" tone={tone}>
        {text}
      </ToneMark>,
    ],
    ['Promised: back within', promisedWords(one)],
    [
      'Reached in tests',
      rtoLastSeconds === null
        ? null
        : `${duration(rtoLastSeconds)}${rtoWorstSeconds === null ? '' : `, at worst ${duration(rtoWorstSeconds)}`}`,
    ],
    ['Proven data is', rpoSeconds === null ? null : `${duration(rpoSeconds)} old`],
    ['Its backups', one.backups ?? 'none are kept'],
    ['Copies elsewhere', copiesWords(one) ?? 'none recorded'],
  ]
}
