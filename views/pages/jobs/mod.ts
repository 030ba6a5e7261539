export { JobList, JobsPage, type JobsPageProps } from './jobs.tsx'
