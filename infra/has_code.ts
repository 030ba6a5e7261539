/** Whether an error has this code, as the system's own do. */
export function hasCode(error: unknown, code: string): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && error.code === code
}
