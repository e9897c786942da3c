/** One check: how it stands and why, a person's answer, and the way to a recommendation. */
import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type SubmitEvent, useState } from 'react'
import type { CheckResult, NewCheckAnswer } from '@mainstay/contract/standards'
import { useMay } from '../../app/session.ts'
import { FormFailure } from '../../ui/messages.tsx'
import { TonePill } from '../../ui/tone-mark.tsx'
import { useAnswerCheck, useRecommendCheck } from './queries.ts'
import { evidenceFor, stateTone, stateWord } from './wording.ts'
import './check-row.css'

export function CheckRow({ clientId, check }: { clientId: string; check: CheckResult }): JSX.Element {
  const [answering, setAnswering] = useState(false)
  const mayAnswer = useMay('standards.write')
  const mayRecommend = useMay('recommendations.write')
  const recommend = useRecommendCheck(clientId)
  const navigate = useNavigate()
  return (
    <li className="check-row">
      <div className="check-head">
        <strong className="grow">{check.title}</strong>
        <TonePill tone={stateTone[check.state]}>{stateWord[check.state]}</TonePill>
      </div>
      <p className="soft">{check.why}</p>
      <p>
        {check.evidence}
        {check.exceptions.length > 0 ? <span className="soft"> {listed(check.exceptions)}</span> : null}
      </p>
      <p className="small soft">
        {check.how === 'records'
          ? 'From the records'
          : check.by
            ? `${check.by}, ${check.at?.slice(0, 10)}, holds until ${check.expiresOn}`
            : 'A person answers it'}
        {' · '}
        {evidenceFor(check.mappings)}
      </p>
      <FormFailure error={recommend.error} />
      <div className="row">
        {mayAnswer && !answering ? (
          <Button size="compact-sm" variant="default" onClick={() => setAnswering(true)} aria-label={`Answer: ${check.title}`}>
            {check.how === 'records' ? 'It does not apply' : 'Answer'}
          </Button>
        ) : null}
        {mayRecommend && check.state === 'not-met' ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={recommend.isPending}
            aria-label={`Recommend: ${check.title}`}
            onClick={() =>
              recommend.mutate(check.id, {
                onSuccess: ({ id }) => void navigate({ to: '/recommendations/$recommendationId', params: { recommendationId: id } }),
              })
            }
          >
            Recommend it
          </Button>
        ) : null}
      </div>
      {answering ? <AnswerForm clientId={clientId} check={check} done={() => setAnswering(false)} /> : null}
    </li>
  )
}

function AnswerForm({ clientId, check, done }: { clientId: string; check: CheckResult; done: () => void }): JSX.Element {
  const states: NewCheckAnswer['state'][] = check.how === 'records' ? ['not-applicable'] : ['met', 'not-met', 'not-applicable']
  const [state, setState] = useState<NewCheckAnswer['state']>(states[0] ?? 'not-applicable')
  const [evidence, setEvidence] = useState('')
  const answer = useAnswerCheck(clientId)
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    answer.mutate({ checkId: check.id, state, evidence }, { onSuccess: done })
  }
  return (
    <form className="stack check-answer" onSubmit={submit} aria-label={check.title}>
      <NativeSelect
        label="How it is"
        value={state}
        data={states.map((value) => ({ value, label: stateWord[value] }))}
        onChange={({ currentTarget }) => setState(states.find((one) => one === currentTarget.value) ?? state)}
      />
      <Textarea
        label="Evidence"
        description="What was looked at, when, and where it lies."
        required
        autosize
        minRows={2}
        maxLength={2000}
        value={evidence}
        onChange={({ currentTarget }) => setEvidence(currentTarget.value)}
      />
      <FormFailure error={answer.error} />
      <div className="row">
        <Button type="submit" size="sm" loading={answer.isPending}>
          Save the answer
        </Button>
        <Button size="sm" variant="subtle" onClick={done}>
          Leave it
        </Button>
      </div>
    </form>
  )
}

/** Eight names, and how many more. */
function listed(names: readonly string[]): string {
  return names.length <= 8 ? names.join(', ') : `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`
}
