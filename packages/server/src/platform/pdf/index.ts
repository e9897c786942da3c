export { createDrawer } from './in-child.ts'
export { createPaperRenderer, type RenderPaper } from './render-paper.ts'
export type { Block, Paper } from './paper.ts'
export { asPrinted, FONT_FILE, unprintableOf } from './printable.ts'
