/** Errors of `clients`. */
import { defineErrors } from './define.ts'

export const clientsErrors = defineErrors({
  'clients.site-name-taken': { status: 409, title: '{client} has a site named {name} already. Choose another name.' },
})
