export { AdminAccountsPage, type AdminAccountsPageProps } from './accounts.tsx'
