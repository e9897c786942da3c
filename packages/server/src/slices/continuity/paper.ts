/** A plan on paper, for the day on which no screen works: the same view model as the page. */
import type { Continuity, PlanSystem, RecoveryPlan, SystemFacts } from '@mainstay/contract/continuity'
import type { Block, Paper } from '../../platform/pdf/index.ts'
import { copiesWord, DRILL_WORD, OUTCOME_WORD, proofSentence, standingWord, time } from './domain/words.ts'

type Options = { plan: RecoveryPlan; whole: Continuity; providerName: string; size: Paper['size'] }

export function planPaper({ plan, whole, providerName, size }: Options): Paper {
  const { content, zone, presented, answer } = plan
  const isInForce = whole.inForce?.id === plan.id
  return {
    title: `How ${plan.clientName} comes back`,
    over: `${providerName} · disaster-recovery plan · version ${plan.version}, ${STATE[plan.state]}`,
    footer: `${presented === null ? 'A draft: nobody has approved it.' : `Text SHA-256 ${inParts(presented.sha256)}.`} Records as of ${moment(plan.factsAt, zone)}. Times are in ${zone}.`,
    author: providerName,
    date: answer?.at ?? presented?.at ?? plan.createdAt,
    size,
    blocks: [
      ...approvalBlocks(plan),
      ...(isInForce ? sinceBlocks(whole) : []),
      { kind: 'heading', level: 1, text: 'When it begins, and who says so' },
      { kind: 'text', text: content.begins === '' ? 'Not written down.' : content.begins },
      { kind: 'heading', level: 1, text: 'Who does what' },
      {
        kind: 'table',
        columns: [
          { title: 'Who', width: 26 },
          { title: 'Does', width: 36 },
          { title: 'Telephone', width: 18 },
          { title: 'Mail', width: 26 },
        ],
        rows: content.people.map(({ name, does, phone, email }) => [name, does, phone === '' ? 'not known' : phone, email]),
      },
      { kind: 'heading', level: 1, text: 'In this order' },
      ...content.systems.flatMap((system, n) => systemBlocks(system, n, plan)),
      { kind: 'heading', level: 1, text: 'Until then' },
      { kind: 'text', text: content.meanwhile === '' ? 'Not written down.' : content.meanwhile },
      ...drillBlocks(whole),
    ],
  }
}

const STATE: Record<RecoveryPlan['state'], string> = {
  draft: 'a draft',
  waiting: 'waiting for approval',
  approved: 'approved',
  returned: 'sent back',
  replaced: 'replaced by a newer one',
}

function approvalBlocks({ answer, zone }: RecoveryPlan): Block[] {
  if (answer === null) return [{ kind: 'text', soft: true, text: 'Nobody of the client has approved this version.' }]
  const said = answer.answer === 'approved' ? 'Approved by' : 'Sent back by'
  return [
    {
      kind: 'facts',
      rows: [
        [said, answer.by],
        ['Known as', answer.identified],
        ['When', moment(answer.at, zone)],
        ...(answer.words === '' ? [] : ([['In their words', answer.words]] satisfies [string, string][])),
      ],
    },
  ]
}

function sinceBlocks({ drift, proof }: Continuity): Block[] {
  return [
    { kind: 'text', text: proofSentence(proof) },
    ...(drift.length === 0
      ? []
      : ([
          { kind: 'heading', level: 2, text: 'Changed since it was approved' },
          { kind: 'list', items: drift.map(({ text }) => text) },
        ] satisfies Block[])),
  ]
}

function systemBlocks(system: PlanSystem, n: number, { content, facts }: RecoveryPlan): Block[] {
  const after = system.dependsOn.map((key) => content.systems.find((one) => one.key === key)?.name ?? key)
  const who = content.people.find(({ key }) => key === system.responsible)
  const records = facts.find(({ deviceId }) => deviceId === system.deviceId)
  return [
    { kind: 'heading', level: 2, text: `${n + 1}. ${system.name}${system.purpose === '' ? '' : `: ${system.purpose}`}` },
    {
      kind: 'facts',
      rows: [
        ['Brought back by', who === undefined ? 'nobody is named' : [who.name, who.phone].filter((part) => part !== '').join(', ')],
        ['After', after.length === 0 ? 'nothing: it can begin at once' : after.join(', ')],
        ...(records === undefined
          ? ([['Records', 'it is not watched here, so nothing is known']] satisfies [string, string][])
          : recordRows(records)),
      ],
    },
    { kind: 'text', text: system.steps === '' ? 'How it is brought back is not written down.' : system.steps },
  ]
}

function recordRows(one: SystemFacts): [string, string][] {
  const { promised, achieved } = one
  return [
    ['Its backups', one.backups ?? 'none are kept'],
    ['Copies elsewhere', copiesWord(one)],
    ['Last shown', standingWord(one)],
    [
      'Data at most this old',
      `promised ${promised === null ? 'nothing' : time(promised.rpoSeconds)}, reached ${time(achieved.rpoSeconds)}`,
    ],
    [
      'Back within',
      `promised ${promised === null ? 'nothing' : time(promised.rtoSeconds)}, reached ${time(achieved.rtoLastSeconds)}, at worst ${time(achieved.rtoWorstSeconds)}`,
    ],
  ]
}

function drillBlocks({ drills }: Continuity): Block[] {
  const held = drills.flatMap((one) => (one.held === null ? [] : [{ ...one, held: one.held }])).slice(0, 10)
  return [
    { kind: 'heading', level: 1, text: 'Drills' },
    ...(held.length === 0
      ? ([{ kind: 'text', text: 'None was held.' }] satisfies Block[])
      : held.flatMap(({ kind, who, held: one }): Block[] => [
          { kind: 'heading', level: 2, text: `${one.on}: ${DRILL_WORD[kind]}, ${OUTCOME_WORD[one.outcome]}` },
          { kind: 'text', text: `${who}. ${one.story}` },
          ...(one.fromProofs === null
            ? []
            : ([{ kind: 'text', soft: true, text: 'Taken from extraction tests: each system was started by itself.' }] satisfies Block[])),
          {
            kind: 'list',
            items: one.results.map(({ name, verdict, seconds, note }) =>
              [`${name}: ${verdict}`, seconds === null ? 'time not known' : `back in ${time(seconds)}`, note]
                .filter((part) => part !== '')
                .join(', '),
            ),
          },
        ])),
  ]
}

/** So that a line breaks between parts, and nothing looks like a hyphen in it. */
function inParts(sha256: string): string {
  return sha256.match(/.{1,16}/g)?.join(' ') ?? sha256
}

function moment(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}
