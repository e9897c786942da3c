/** Errors of `agent`. Every code starts with the slice's name. */
import { defineErrors } from './define.ts'

export const agentErrors = defineErrors({
  'agent.usage': { status: 400, title: '{detail}' },
  'agent.server-address': {
    status: 400,
    title:
      'The server address {address} cannot be used: it must begin with https:// (http:// only for this machine itself, as http://127.0.0.1:8420).',
  },
  'agent.not-enrolled': {
    status: 400,
    title: 'This machine is not enrolled yet (no identity in {path}). Give --server and --token; the console shows the line.',
  },
  'agent.enrolment-refused': {
    status: 403,
    title: 'The server refused the enrolment: {reason} Get a new token from the console or from "mainstay token".',
  },
  'agent.server-not-trusted': {
    status: 403,
    title: 'The server is not the one that the token names: {reason} Nothing was enrolled. Check the address, then get a new token.',
  },
  'agent.no-repository': {
    status: 503,
    title: 'The server gives no repository for the backup now ({reason}). The backup will be tried again.',
  },
  'agent.no-restic': {
    status: 500,
    title: 'There is no restic on this machine: put it beside the agent, set MAINSTAY_RESTIC to its path, or install the package "restic".',
  },
  'agent.program-not-pinned': {
    status: 403,
    title: 'The program {path} is not the one that the signed policy names (SHA-256 {found}, expected {pinned}). It was not run.',
  },
  'agent.data-in-use': {
    status: 409,
    title: 'Another agent (process {pid}) uses the data folder {path}. Stop it, or choose another with --data.',
  },
  'agent.data-folder': { status: 500, title: 'The data folder {path} cannot be used: {detail}' },
  'agent.identity-damaged': {
    status: 500,
    title: 'The identity in {path} cannot be read. Restore the file, or remove it and enrol this machine again with a new token.',
  },
})
