export { connectDatabase, type RunningDatabase } from './connect.ts'
export { type Database, databaseTrouble, type Tx } from './database.ts'
export { EVERY_CLIENT, oneClient, PROVIDER_ID } from './scope.ts'
