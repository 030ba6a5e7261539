export { TEAM_DONE, type TeamDone } from './done.ts'
export { TeamsPage, type TeamsPageProps } from './list.tsx'
export { TeamPage, type TeamPageProps, type WrongTeamForm } from './team.tsx'
