/** Errors of `devices`. */
import { defineErrors } from './define.ts'

export const devicesErrors = defineErrors({
  'devices.enrolment-site': { status: 409, title: 'The client or site of this enrolment token is gone. Make a new token.' },
  'devices.session-refused': { status: 403, title: 'The server does not take this device: its key does not fit, or it was removed.' },
  'devices.session-needed': { status: 401, title: 'The session is missing or over. Open a new one.' },
})
