// The walls of the architecture as data: who may import whom.

/** What each package may import besides itself. A package that is not named here may import nothing. */
export const packageImports: Record<string, string[]> = {
  kernel: [],
  contract: ['kernel'],
  envelope: ['kernel', 'contract'],
  agent: ['kernel', 'contract', 'envelope'],
  server: ['kernel', 'contract', 'envelope'],
  console: ['kernel', 'contract'],
  simulator: ['kernel', 'contract', 'envelope', 'agent'],
  testing: ['kernel', 'contract', 'envelope'],
  cli: ['kernel', 'contract', 'envelope', 'agent', 'server', 'simulator'],
}

/** These run in a browser too, so they may not name a module of Node. */
export const browserSafePackages = ['kernel', 'contract', 'envelope', 'console']

/** A slice may import the index of those before it; what is told to those before it goes by event through the outbox. */
export const sliceOrder = [
  'identity',
  'trust',
  'clients',
  'devices',
  'monitoring',
  'recovery',
  'updates',
  'threats',
  'mail',
  'agreements',
  'servicedesk',
  'lifecycle',
  'recommendations',
  'continuity',
  'documentation',
  'standards',
  'reports',
]

/** What a domain may reach, through whatever files: these do no I/O. */
export const purePackages = ['@mainstay/kernel', '@mainstay/contract', '@mainstay/envelope', 'zod', 'luxon', 'cborg']

/** Every slice has these; a file that grew into a folder of its name counts. */
export const sliceFiles = ['README.md', 'domain.ts', 'index.ts']
