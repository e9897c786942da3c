/** A field that searches a list. Writing does not ask the server at every letter. */
import { TextInput } from '@mantine/core'
import { type JSX, useEffect, useEffectEvent, useState } from 'react'
import { Icon } from './icons.tsx'

type SearchBoxProps = { label: string; placeholder: string; q: string; search: (q: string | undefined) => void }

const PAUSE_MS = 250

export function SearchBox({ label, placeholder, q, search }: SearchBoxProps): JSX.Element {
  const [text, setText] = useState(q)
  const ask = useEffectEvent((wanted: string) => search(wanted || undefined))
  useEffect(() => {
    const wanted = text.trim()
    if (wanted === q) return
    const timer = setTimeout(() => ask(wanted), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, q])
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      leftSection={<Icon name="search" />}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
    />
  )
}
