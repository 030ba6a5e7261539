export { type AdminAccount, AdminAccountsPage, type AdminAccountsPageProps } from './accounts.tsx'
