export { createFolderStorage } from './folder-storage.ts'
export { createRestBackend, type RestBackendDeps } from './rest-backend.ts'
export { FILE_TYPES, type RepositoryStorage, type StoredFile } from './storage.ts'
