/** The receipt of a decision: what was put to the client, what they answered, who they are, and the check sums of both. */
import type { Content, Decision, Option, Recommendation } from '@mainstay/contract/recommendations'
import type { Block, Paper } from '../../platform/pdf/index.ts'
import { amount } from './domain/amount.ts'

export type Answered = Recommendation & { decision: Decision; presented: NonNullable<Recommendation['presented']> }

export function isAnswered(one: Recommendation): one is Answered {
  return one.decision !== null && one.presented !== null
}

export function receiptPaper(one: Answered, o: { providerName: string; size: Paper['size'] }): Paper {
  const { content, decision, presented, zone, clientName } = one
  return {
    title: `${VERB[decision.answer]}: ${content.title}`,
    over: `${o.providerName} · receipt of a decision of ${clientName}`,
    footer: `Text SHA-256 ${inParts(presented.sha256)}. Answer SHA-256 ${inParts(decision.sha256)}. Times are in ${zone}.`,
    author: o.providerName,
    date: decision.at,
    size: o.size,
    blocks: [
      { kind: 'heading', level: 1, text: 'What was decided' },
      { kind: 'facts', rows: decisionRows(one, decision) },
      { kind: 'heading', level: 1, text: 'What was put to you' },
      {
        kind: 'facts',
        rows: [
          ['Put by', `${presented.by}, ${moment(presented.at, zone)}`],
          ...(content.answerBy === null ? [] : ([['Answer asked for by', content.answerBy]] satisfies [string, string][])),
        ],
      },
      { kind: 'heading', level: 2, text: 'Why' },
      { kind: 'text', text: content.why },
      { kind: 'heading', level: 2, text: 'What can happen without it' },
      { kind: 'text', text: content.risk },
      ...riskBlocks(content),
      { kind: 'heading', level: 2, text: 'The options' },
      {
        kind: 'table',
        columns: [
          { title: 'Option', width: 52 },
          { title: 'Once', width: 18, right: true },
          { title: 'Each month', width: 18, right: true },
        ],
        rows: content.options.map((option) => optionRow(option, content)),
      },
      {
        kind: 'text',
        soft: true,
        text: 'Nobody can change this record. A new version is a new recommendation with a decision of its own.',
      },
    ],
  }
}

const VERB = { accepted: 'Accepted', declined: 'Declined', deferred: 'Put off' } as const

function decisionRows({ content, zone }: Answered, decision: Decision): [string, string][] {
  const chosen = decision.option === null ? undefined : content.options[decision.option]
  return [
    ['Answer', VERB[decision.answer]],
    ...(chosen === undefined ? [] : ([['Option', `${chosen.title}, ${price(chosen, content)}`]] satisfies [string, string][])),
    ...(decision.words === '' ? [] : ([['In their words', decision.words]] satisfies [string, string][])),
    ['By', decision.by],
    ['Known as', decision.identified],
    ['When', moment(decision.at, zone)],
    ...(decision.reviewOn === null ? [] : ([['Comes back for review', decision.reviewOn]] satisfies [string, string][])),
  ]
}

function riskBlocks({ riskMinor, currency }: Content): Block[] {
  return riskMinor === null ? [] : [{ kind: 'text', text: `Worked out from the client’s own figures: ${amount(riskMinor, currency)}.` }]
}

function optionRow(option: Option, { currency }: Content): string[] {
  return [
    option.text === '' ? option.title : `${option.title}: ${option.text}`,
    amount(option.onceMinor, currency),
    amount(option.monthlyMinor, currency),
  ]
}

function price({ onceMinor, monthlyMinor }: Option, { currency }: Content): string {
  return `${amount(onceMinor, currency)} once and ${amount(monthlyMinor, currency)} each month`
}

/** So that a line breaks between parts, and nothing looks like a hyphen in it. */
function inParts(sha256: string): string {
  return sha256.match(/.{1,16}/g)?.join(' ') ?? sha256
}

function moment(iso: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
}
