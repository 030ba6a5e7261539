import { en } from '../../messages/en.ts'

/** What a page of teams says about what was just done; one of these stands in its address. */
export type TeamDone = keyof typeof en.teams.done
export const TEAM_DONE = Object.freeze(Object.keys(en.teams.done)) as readonly TeamDone[]
