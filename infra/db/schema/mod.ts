export * from './accounts.ts'
export * from './rooms.ts'
export * from './transcripts.ts'
