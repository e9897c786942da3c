/** A second copy as the command line runs it, in another place: without a server or a database. */
export { readJournal, writeJournal, type Journal } from './second-copy/journal.ts'
export { journalPath, readSealedKey } from './second-copy/pull.ts'
export { copyRound } from './second-copy/round.ts'
export { newCopyKey, openSealed, publicKeyOf } from './second-copy/sealed.ts'
export { httpSource } from './second-copy/source.ts'
export { viewBefore } from './second-copy/view.ts'
export { createFolderStorage } from './repository/index.ts'
