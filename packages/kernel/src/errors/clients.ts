/** Errors of `clients`. */
import { defineErrors } from './define.ts'

export const clientsErrors = defineErrors({
  'clients.name-taken': {
    status: 409,
    title: 'There is a client named {name} already. If this is another one of the same name, say so (sameName); otherwise choose that one.',
  },
  'clients.site-name-taken': { status: 409, title: '{client} has a site named {name} already. Choose another name.' },
})
