/** Errors of recovering for real: refusals before anything is written, and what came in between. Codes of `recovery`. */
import { defineErrors } from './define.ts'

export const recoverErrors = defineErrors({
  'recovery.target.not-empty': {
    status: 409,
    title: '{target} is not empty. Name an empty folder, or give --overwrite to let what comes back take the place of what is there.',
  },
  'recovery.target.exists': { status: 409, title: '{target} exists already. Name another, or give --overwrite.' },
  'recovery.target.other-recovery': {
    status: 409,
    title: 'Another recovery was begun in {target}. Finish that one with its own command, or name another folder.',
  },
  'recovery.target.escapes': {
    status: 422,
    title: '{path} would lead out of {target} ({why}), so nothing was written. Move what is in its way, or name an empty folder.',
  },
  'recovery.target.mounted': { status: 409, title: '{target} is in use ({by}). Unmount it first; nothing was written.' },
  'recovery.target.no-device': { status: 422, title: '{target} is neither a disk nor a file that can be written.' },
  'recovery.target.too-small': { status: 422, title: '{target} has {has} bytes, and the disk needs {needed}. Nothing was written.' },
  'recovery.target.no-room': { status: 422, title: '{target} has room for {free}, and {needed} are needed. Nothing was written.' },
  'recovery.target.room-ended': {
    status: 507,
    title: 'The disk of {target} became full. Make room and give the same command again: it goes on where it was.',
  },
  'recovery.target.write': { status: 500, title: '{target} cannot be written: {detail}' },
  'recovery.wanted.missing': { status: 422, title: '{path} is not in restore point {id}.' },
  'recovery.wanted.no-disk': { status: 422, title: 'Restore point {id} holds files and no disk image. Use "mainstay recover files".' },
  'recovery.wanted.which': { status: 422, title: 'Restore point {id} holds {count}. Name one: {names}' },
  'recovery.tool.missing': { status: 422, title: '{tool} is not on this machine. Install it: apt-get install -y {package}' },
  'recovery.tool.failed': { status: 500, title: '{tool} did not succeed: {detail}' },
  'recovery.verify.differs': {
    status: 500,
    title: 'What was written to {target} reads back differently. Do not use it; the disk may be failing.',
  },
})
