export { AnalyticsPage, NoAnalyticsPage } from './analytics.tsx'
export type { AnalyticsPageProps } from './analytics.tsx'
