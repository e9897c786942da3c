/** Templates of tickets: what comes again is written once, with its checklist. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { NewTemplate, Template } from '@mainstay/contract/servicedesk'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Empty, FormFailure } from '../../ui/messages.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { TitleSkeleton } from '../../ui/skeletons.tsx'
import { RecurringSection } from './recurring.tsx'
import { templatesQuery, useRemoveTemplate, useSaveTemplate } from './queries.ts'
import { PRIORITIES, priorityWord } from './wording.ts'

export function TemplatesPage(): JSX.Element {
  const may = useMay('servicedesk.write')
  return (
    <Loaded query={useQuery(templatesQuery)} skeleton={<TitleSkeleton />}>
      {({ templates }) => (
        <Page
          title={
            templates.length === 0
              ? 'No work is written down as a template yet'
              : `${templates.length} ${templates.length === 1 ? 'template' : 'templates'} of tickets`
          }
          lead="A template fills in a new ticket, with its checklist. What recurs is opened as a ticket on its day."
          over={<Link to="/tickets">Tickets</Link>}
        >
          <div className="stack-wide">
            {templates.length === 0 ? (
              <Empty title="Nothing yet">A new colleague, a laptop that comes back: write down what is done each time.</Empty>
            ) : null}
            {templates.map((one) => (
              <One key={one.id} template={one} may={may} />
            ))}
            {may ? <NewOne /> : null}
            <RecurringSection templates={templates} may={may} />
          </div>
        </Page>
      )}
    </Loaded>
  )
}

function One({ template, may }: { template: Template; may: boolean }): JSX.Element {
  const remove = useRemoveTemplate()
  const { name, subject, priority, checklist } = template
  return (
    <section className="card stack-tight">
      <div className="row-between">
        <h2>{name}</h2>
        {may ? (
          <Button variant="subtle" aria-label={`Remove ${name}`} loading={remove.isPending} onClick={() => remove.mutate(template.id)}>
            Remove
          </Button>
        ) : null}
      </div>
      <p className="soft">
        {subject} · {priorityWord[priority].toLowerCase()}
      </p>
      <ul className="stack-tight">
        {checklist.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <FormFailure error={remove.error} />
    </section>
  )
}

const NEW: NewTemplate = { name: '', subject: '', body: '', priority: 'normal', tags: [], checklist: [] }

function NewOne(): JSX.Element {
  const [template, setTemplate] = useState(NEW)
  const [items, setItems] = useState('')
  const save = useSaveTemplate()
  const change = (part: Partial<NewTemplate>): void => setTemplate((now) => ({ ...now, ...part }))
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const checklist = items.split('\n').flatMap((line) => line.trim() || [])
    const done = (): void => {
      setTemplate(NEW)
      setItems('')
    }
    save.mutate({ ...template, checklist }, { onSuccess: done })
  }
  return (
    <Section title="A new template">
      <form className="card stack" onSubmit={submit}>
        <TextInput
          label="Its name"
          description="One of the same name is replaced."
          required
          maxLength={200}
          value={template.name}
          onChange={(e) => change({ name: e.currentTarget.value })}
        />
        <TextInput
          label="Subject"
          required
          maxLength={200}
          value={template.subject}
          onChange={(e) => change({ subject: e.currentTarget.value })}
        />
        <Textarea
          label="What is to be done"
          required
          autosize
          minRows={3}
          value={template.body}
          onChange={(e) => change({ body: e.currentTarget.value })}
        />
        <NativeSelect
          label="Priority"
          value={template.priority}
          data={PRIORITIES.map((value) => ({ value, label: priorityWord[value] }))}
          onChange={(e) => change({ priority: PRIORITIES.find((one) => one === e.currentTarget.value) ?? 'normal' })}
        />
        <Textarea label="Checklist, a line each" autosize minRows={3} value={items} onChange={(e) => setItems(e.currentTarget.value)} />
        <FormFailure error={save.error} />
        <div>
          <Button type="submit" loading={save.isPending}>
            Keep the template
          </Button>
        </div>
      </form>
    </Section>
  )
}
