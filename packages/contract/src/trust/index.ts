export * from './cli.ts'
export * from './signer-api.ts'
