/** Page one of a month's report on screen, from the same view model as the PDF (design: semantics, the monthly report). */
import type { JSX } from 'react'
import type { Fact, ReportSection, ReportView } from '@mainstay/contract/reports'
import { Exactly } from '../../ui/ago.tsx'
import { AppLink } from '../../ui/app-link.tsx'
import { ToneShape } from '../../ui/icons.tsx'
import { toneWord } from '../../ui/tone.ts'
import { ToneMark } from '../../ui/tone-mark.tsx'
import { day, monthName } from '../../ui/when.ts'
import { rowTime } from './wording.ts'
import { InZone } from '../../ui/zone.tsx'
import './page-one.css'

/** `linked`: figures open their records, for those who may see these. */
export function PageOne({ report, linked }: { report: ReportView; linked: boolean }): JSX.Element {
  const main = report.sections.filter(({ slot }) => slot === 'main')
  const side = report.sections.filter(({ slot }) => slot === 'side')
  const detail = report.sections.filter(({ slot }) => slot === 'detail')
  return (
    <InZone zone={report.zone}>
      <article className="sheet" aria-label={`Report of ${monthName(report.month)} for ${report.clientName}`}>
        <header className="sheet-head">
          <div>
            <strong>{report.clientName}</strong>
            <div className="soft">{monthName(report.month)}</div>
          </div>
          <div className="sheet-provider">{report.providerName}</div>
        </header>
        <div className="sheet-verdict">
          <ToneShape tone={report.verdict.tone} size={32} />
          <div className="stack-tight">
            <p className="sheet-sentence">{report.verdict.sentence}</p>
            {report.verdict.trend ? <p className="soft">{report.verdict.trend}</p> : null}
          </div>
        </div>
        {report.paragraph.text ? <Words report={report} /> : null}
        <div className={side.length > 0 && main.length > 0 ? 'sheet-columns' : 'stack-wide'}>
          <div className="stack-wide">
            {main.map((section) => (
              <Part key={section.id} section={section} zone={report.zone} linked={linked} />
            ))}
          </div>
          <div className="stack-wide">
            {side.map((section) => (
              <Part key={section.id} section={section} zone={report.zone} linked={linked} />
            ))}
          </div>
        </div>
        {detail.length > 0 ? (
          <div className="stack-wide sheet-detail">
            {detail.map((section) => (
              <Part key={section.id} section={section} zone={report.zone} linked={linked} />
            ))}
          </div>
        ) : null}
        <footer className="sheet-foot small soft">
          <span>
            Data as of <Exactly at={report.dataAsOf} />
          </span>
          {report.approved ? (
            <span>
              Approved by {report.approved.by} on {day(new Date(report.approved.at), report.zone)}
            </span>
          ) : (
            <span>Draft, not approved</span>
          )}
        </footer>
      </article>
    </InZone>
  )
}

function Words({ report }: { report: ReportView }): JSX.Element {
  const { text, author } = report.paragraph
  return (
    <blockquote className="sheet-words">
      {text.split(/\n{2,}/).map((part) => (
        <p key={part}>{part}</p>
      ))}
      {author ? <footer className="soft">{author}</footer> : <footer className="soft">A suggestion, not yet a person’s words</footer>}
    </blockquote>
  )
}

type PartProps = { section: ReportSection; zone: string; linked: boolean }

function Part({ section, zone, linked }: PartProps): JSX.Element {
  return (
    <section className="sheet-part" aria-label={section.title}>
      <h3>{section.title}</h3>
      <p className="sheet-answer">
        <ToneShape tone={section.tone} />
        <span>
          <span className="visually-hidden">{toneWord[section.tone]}: </span>
          {section.sentence}
        </span>
      </p>
      {section.strip.length > 0 ? <Strip strip={section.strip} /> : null}
      {section.facts.length > 0 ? (
        <dl className="sheet-facts">
          {section.facts.map((fact) => (
            <FactLine key={fact.label} fact={fact} linked={linked} />
          ))}
        </dl>
      ) : null}
      {section.rows.length > 0 ? (
        <ul className="sheet-rows">
          {section.rows.map(({ text, when, tone }) => (
            <li key={`${when ?? ''}${text}`}>
              <ToneShape tone={tone} size={12} />
              <span className="grow">
                <span className="visually-hidden">{toneWord[tone]}: </span>
                {text}
              </span>
              {when ? <span className="soft small nowrap">{rowTime(when, zone)}</span> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <p className="small soft">
        From {section.source}
        {section.freshAsOf ? (
          <>
            , as of <Exactly at={section.freshAsOf} />
          </>
        ) : null}
      </p>
    </section>
  )
}

function FactLine({ fact, linked }: { fact: Fact; linked: boolean }): JSX.Element {
  return (
    <div>
      <dt>{linked && fact.href ? <AppLink href={fact.href}>{fact.label}</AppLink> : fact.label}</dt>
      <dd>
        <ToneMark tone={fact.tone}>{fact.value}</ToneMark>
        {fact.note ? <div className="small soft">{fact.note}</div> : null}
      </dd>
    </div>
  )
}

function Strip({ strip }: { strip: ReportSection['strip'] }): JSX.Element {
  return (
    <ol className="sheet-strip" aria-label="Day by day">
      {strip.map(({ day: date, tone, label }) => (
        <li key={date} className={`sheet-day sheet-day-${tone}`} title={`${date}: ${label}`}>
          <span className="visually-hidden">
            {date}: {label}
          </span>
        </li>
      ))}
    </ol>
  )
}
