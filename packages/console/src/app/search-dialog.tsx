/** Search over devices and clients, opened by `/`. */
import { Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type JSX, type KeyboardEvent, useState } from 'react'
import { clientsQuery } from '../slices/clients/queries.ts'
import { deviceSearchQuery } from '../slices/devices/queries.ts'
import { Icon, ToneShape } from '../ui/icons.tsx'
import { toneOfState } from '../ui/tone.ts'

type Found = { key: string; name: string; detail: string; shape: JSX.Element; go: () => void }

export function SearchDialog({ opened, close }: { opened: boolean; close: () => void }): JSX.Element {
  return (
    <Modal
      opened={opened}
      onClose={close}
      withCloseButton={false}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': 'Search' } }}
      size="lg"
    >
      <Search close={close} />
    </Modal>
  )
}

function Search({ close }: { close: () => void }): JSX.Element {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const found = useFound(text.trim(), close)
  const current = Math.min(chosen, found.length - 1)
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown') setChosen(Math.min(current + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setChosen(Math.max(current - 1, 0))
    else if (event.key === 'Enter') found[current]?.go()
    else return
    event.preventDefault()
  }
  return (
    <>
      <TextInput
        data-autofocus
        size="md"
        leftSection={<Icon name="search" />}
        placeholder="A device or a client"
        aria-label="Search devices and clients"
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-activedescendant={found[current] ? `found-${current}` : undefined}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id="found" role="listbox" aria-label="Found" className="found">
        {found.map((one, index) => (
          <div
            key={one.key}
            id={`found-${index}`}
            role="option"
            aria-selected={index === current}
            tabIndex={-1}
            onClick={one.go}
            onKeyDown={onKeyDown}
            onMouseMove={() => setChosen(index)}
          >
            {one.shape}
            <span className="clip">{one.name}</span>
            <span className="soft clip">{one.detail}</span>
          </div>
        ))}
      </div>
      {text.trim() !== '' && found.length === 0 ? <p className="soft">Nothing has “{text.trim()}” in its name.</p> : null}
    </>
  )
}

function useFound(text: string, close: () => void): Found[] {
  const navigate = useNavigate()
  const [asked] = useDebouncedValue(text, 150)
  const { data: devices } = useQuery({ ...deviceSearchQuery(asked), enabled: asked !== '', placeholderData: (previous) => previous })
  const { data: clients } = useQuery(clientsQuery)
  if (text === '') return []
  const wanted = text.toLowerCase()
  const ofClients = (clients?.clients ?? []).filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, 5)
  return [
    ...ofClients.map((client) => ({
      key: client.id,
      name: client.name,
      detail: 'Client',
      shape: <Icon name="clients" />,
      go: () => {
        close()
        void navigate({ to: '/clients/$clientId', params: { clientId: client.id } })
      },
    })),
    ...(devices?.rows ?? []).map((device) => ({
      key: device.id,
      name: device.hostname,
      detail: device.clientName,
      shape: <ToneShape tone={toneOfState(device.state)} />,
      go: () => {
        close()
        void navigate({ to: '/devices/$deviceId', params: { deviceId: device.id } })
      },
    })),
  ]
}
