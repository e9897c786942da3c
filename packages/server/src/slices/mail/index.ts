/** The slice `mail`: clean before it reaches the desktop. */
export * from './scoring/index.ts'
export * from './scoring/quality.ts'
