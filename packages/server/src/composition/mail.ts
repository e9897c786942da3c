/** The mail gateway as an installation sets it up: by its environment variables and the server's certificate. */
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { AppError, type Clock } from '@mainstay/kernel'
import type { Environment } from '../platform/config/index.ts'
import type { Database } from '../platform/database/index.ts'
import type { Log } from '../platform/log/index.ts'
import {
  createBuiltInScorer,
  createMail,
  createModelSource,
  type GatewaySettings,
  type Mail,
  type MailDeps,
  scannersFrom,
  systemResolve,
} from '../slices/mail/index.ts'
import type { ServerOptions } from './options.ts'

type Deps = { database: Database; clock: Clock; log: Log; dataFolder: string; environment: Environment; tls: ServerOptions['tls'] } & Pick<
  MailDeps,
  'linkSecret' | 'publicUrl' | 'clients' | 'addressOf' | 'desk'
>

export function composeMail({ database, clock, log, dataFolder, environment, tls, ...digest }: Deps): Mail {
  // Beside the server's folder: whoever trains it need not be the server's user.
  const model = environment.MAINSTAY_MAIL_MODEL ?? join(dirname(dataFolder), 'mail', 'scorer.model')
  return createMail({
    database,
    clock,
    log,
    folder: join(dataFolder, 'mail'),
    settings: {
      name: environment.MAINSTAY_MAIL_NAME ?? hostname(),
      host: environment.MAINSTAY_MAIL_LISTEN,
      port: environment.MAINSTAY_MAIL_PORT,
      tls: tls === null ? null : certificate(tls),
      xclientFrom: environment.MAINSTAY_MAIL_XCLIENT_FROM,
      proxyFrom: environment.MAINSTAY_MAIL_PROXY_FROM,
      blockLists: environment.MAINSTAY_MAIL_BLOCK_LISTS,
    },
    scanners: scannersFrom({ clamd: environment.MAINSTAY_CLAMD, rspamd: environment.MAINSTAY_RSPAMD }),
    scorer: createBuiltInScorer(clock, createModelSource({ file: model, now: () => clock.now().getTime(), log })),
    ...digest,
    resolve: systemResolve(environment.MAINSTAY_MAIL_DNS),
  })
}

function certificate({ certFile, keyFile }: NonNullable<ServerOptions['tls']>): GatewaySettings['tls'] {
  try {
    return { cert: readFileSync(certFile), key: readFileSync(keyFile) }
  } catch (cause) {
    throw new AppError('platform.certificate', { detail: cause instanceof Error ? cause.message : String(cause) }, { cause })
  }
}
