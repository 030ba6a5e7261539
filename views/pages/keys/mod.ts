export { KeysPage, type KeysPageProps } from './keys.tsx'
