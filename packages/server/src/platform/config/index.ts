/** The environment variables of the server, in one documented schema. An unknown MAINSTAY_* variable is an error: a typo must not be silence. */
import { AppError } from '@mainstay/kernel'
import { z } from 'zod'

const ListSchema = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  )

export const EnvironmentSchema = z.object({
  MAINSTAY_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('Any PostgreSQL 15 or newer, as its owner role; without it Mainstay runs its own'),
  MAINSTAY_DATA_DIR: z.string().min(1).optional().describe('Where everything is kept'),
  MAINSTAY_CONFIG_DIR: z.string().min(1).optional().describe("The person's signing key, apart from the data"),
  MAINSTAY_MASTER_KEY_FILE: z.string().min(1).optional().describe('The key that wraps all others; in the data folder by default'),
  MAINSTAY_SERVER: z.url().optional().describe('The server that the commands for signing talk to'),
  MAINSTAY_KEY_PASSPHRASE_FILE: z.string().min(1).optional().describe('A file with the passphrase of the signing key'),
  MAINSTAY_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  MAINSTAY_YARA: z.string().min(1).optional().describe('A folder of YARA rules, beside the built-in ones, for looking into restore points'),
  MAINSTAY_RESTIC: z.string().min(1).optional().describe('The restic program, if it is not on the path'),
  MAINSTAY_MAIL_LISTEN: z.string().min(1).default('127.0.0.1').describe('The address on which mail is taken in'),
  MAINSTAY_MAIL_PORT: z.coerce.number().int().min(0).max(65_535).default(2525).describe('The port on which mail is taken in; 0 is any'),
  MAINSTAY_MAIL_NAME: z.string().min(1).optional().describe("The gateway's name in greetings and headers; the machine's by default"),
  MAINSTAY_MAIL_XCLIENT_FROM: ListSchema.describe('Addresses of proxies whose XCLIENT is believed, with commas between'),
  MAINSTAY_MAIL_PROXY_FROM: ListSchema.describe('Addresses of proxies that speak the PROXY protocol, with commas between'),
  MAINSTAY_MAIL_DNS: ListSchema.describe("DNS servers for mail's checks; the machine's by default"),
  MAINSTAY_MAIL_BLOCK_LISTS: ListSchema.describe(
    'DNS block lists asked about servers that send mail, with commas between; none by default',
  ),
  MAINSTAY_MAIL_MODEL: z
    .string()
    .min(1)
    .optional()
    .describe("The trained model of mail's scorer; mail/scorer.model in the data folder by default, where `mainstay mail train` puts it"),
  MAINSTAY_CLAMD: z.string().min(1).optional().describe('clamd for mail: host:port, or the path of its socket'),
  MAINSTAY_RSPAMD: z.url().optional().describe('rspamd for mail: the URL of its normal worker, as http://127.0.0.1:11333'),
  MAINSTAY_ENDOFLIFE: z
    .string()
    .min(1)
    .optional()
    .describe('Newer data of ends of support: products.json of endoflife.date, or its API v1 products/full'),
  MAINSTAY_CORPUS: z.string().min(1).optional().describe('Tests only: a folder with larger test material'),
})
export type Environment = z.infer<typeof EnvironmentSchema>

export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const ours = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('MAINSTAY_')))
  for (const name of Object.keys(ours)) {
    if (!(name in EnvironmentSchema.shape)) {
      const known = Object.keys(EnvironmentSchema.shape).join(', ')
      throw new AppError('platform.config', { detail: `there is no variable ${name}. Known are: ${known}.` })
    }
  }
  const parsed = EnvironmentSchema.safeParse(ours)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new AppError('platform.config', { detail: `${issue?.path.join('.')}: ${issue?.message}` })
  }
  return parsed.data
}
