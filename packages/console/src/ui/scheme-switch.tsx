/** Light, dark, or as the machine says. */
import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import type { JSX } from 'react'

const schemes: { value: MantineColorScheme; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'auto', label: 'Auto' },
  { value: 'dark', label: 'Dark' },
]

export function SchemeSwitch(): JSX.Element {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      size="xs"
      fullWidth
      aria-label="Colours"
      data={schemes}
      value={colorScheme}
      onChange={(value) => setColorScheme(schemes.find((one) => one.value === value)?.value ?? 'auto')}
    />
  )
}
