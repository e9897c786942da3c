/** Mantine's theme in terms of the tokens, so that its parts and ours look like one hand's work. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple, Modal } from '@mantine/core'

const accent: MantineColorsTuple = [
  '#edf3ff',
  '#d6e4ff',
  '#adc8ff',
  '#83acff',
  '#5b8df2',
  '#3f79ec',
  '#2d6be3',
  '#1f5bcf',
  '#184bab',
  '#123a86',
]

/** Mantine's own greys of the dark scheme, in the hue of the tokens. */
const dark: MantineColorsTuple = [
  '#e9edf2',
  '#c4ccd6',
  '#a4afbc',
  '#71808f',
  '#3a4552',
  '#2a333f',
  '#1d242d',
  '#161b22',
  '#12171d',
  '#0e1217',
]

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, dark },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: 'var(--t1)', sm: 'var(--t2)', md: 'var(--t3)', lg: 'var(--t4)', xl: 'var(--t5)' },
  spacing: { xs: '8px', sm: '16px', md: '24px', lg: '32px', xl: '40px' },
  defaultRadius: '6px',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }) },
})

const borrowed = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-error': 'var(--broken)',
}

export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: borrowed, dark: borrowed })
