/** @returns how far a build is according to a line of ninja's such as `[12/290] Compiling C++ object x.o`; null for other lines */
export function parseNinjaLine(line: string): { done: number; total: number } | null {
  const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? []
  return done && total ? { done: Number(done), total: Number(total) } : null
}
