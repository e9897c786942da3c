// Reads the host names of the package registries that this machine uses, from the configuration of npm and apt.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export function registryHosts(): string[] {
  const files = [
    '/etc/npmrc',
    join(homedir(), '.npmrc'),
    '/etc/apt/sources.list',
    ...filesIn('/etc/apt/sources.list.d').filter((file) => /\.(?:list|sources)$/.test(file)),
  ]
  const configured = files.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'))
  return hostsIn([process.env.npm_config_registry ?? '', ...configured].join('\n'))
}

/** Hosts of the http and https addresses, without those of this machine itself. */
export function hostsIn(text: string): string[] {
  const hosts = [...text.matchAll(/https?:\/\/(?:[^\s/@]+@)?([A-Za-z0-9.-]+)/g)].map((match) => match[1] ?? '')
  return [...new Set(hosts)].filter((host) => host.includes('.') && !/^(?:127\.|\d+$)/.test(host))
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}
