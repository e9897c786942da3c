/** Errors of `transfer`: export and import of a platform. */
import { defineErrors } from './define.ts'

export const transferErrors = defineErrors({
  'transfer.exists': { status: 409, title: '{path} is there already. Give the name of a folder that does not exist yet.' },
  'transfer.nothing-here': { status: 404, title: 'There is no database in {path} to export. Name the data folder with --data.' },
  'transfer.unknown-client': { status: 404, title: 'There is no client {client}.' },
  'transfer.not-an-export': { status: 400, title: '{path} is not a whole export of Mainstay: {detail}. Nothing was imported.' },
  'transfer.damaged': { status: 400, title: '{path} is damaged: {detail}. Nothing was imported.' },
  'transfer.newer': {
    status: 409,
    title: '{path} was written by a newer Mainstay ({detail}). Import it with that version. Nothing was imported.',
  },
  'transfer.one-client': {
    status: 400,
    title:
      '{path} holds one client only. It is for handing over to that client; an import takes the export of everything. Nothing was imported.',
  },
  'transfer.not-empty': {
    status: 409,
    title: '{target} is not empty ({detail}). An import takes a fresh --data folder or database. Nothing was changed.',
  },
  'transfer.no-key': {
    status: 409,
    title:
      'The secrets in this export are wrapped by the master key of the old server, which is not in it. Put that file at {path}, readable by its owner alone, and import again.',
  },
  'transfer.other-key': {
    status: 409,
    title:
      'The master key in {path} is not the one that wraps the secrets in this export. Put the old server’s there. Nothing was imported.',
  },
})
