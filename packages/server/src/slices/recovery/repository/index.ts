export { createFolderStorage } from './folder-storage.ts'
export { createRestBackend, type RestBackendDeps } from './rest-backend.ts'
export type { RepositoryStorage } from './storage.ts'
