/** Comments, strings and template texts. */
const TOKEN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
/** What stands before a string that may be a module specifier. */
const BEFORE_SPECIFIER = /(?:\bfrom|\bimport|[([])\s*$/
const IMPORTS = [
  // import x from 'y', import type { x } from 'y', export { x } from 'y', export * from 'y'
  /(?<![\w$.])(?:import|export)\s[^'"`;()]*?\bfrom\s*(['"])([^'"\n]+)\1/g,
  // import 'y'
  /(?<![\w$.])import\s*(['"])([^'"\n]+)\1/g,
  // import('y'), also as a type
  /(?<![\w$.])import\s*\(\s*(['"])([^'"\n]+)\1/g,
  // new URL('y', import.meta.url): how threads and files are named
  /\bnew\s+URL\s*\(\s*(['"])([^'"\n]+)\1\s*,\s*import\.meta\.url/g,
]

/**
 * Reads the module specifiers of a TypeScript or JavaScript source, types and threads included.
 * @returns them, and the source without comments and texts
 */
export function readImports(source: string): { code: string; imports: string[] } {
  const code = source.replace(TOKEN, (token, at: number) => {
    if (token.startsWith('/')) return ' '
    const quote = token[0]!
    return quote !== '`' && BEFORE_SPECIFIER.test(source.slice(Math.max(0, at - 40), at)) ? token : quote + quote
  })
  const imports = IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[2]!))
  return { code, imports: [...new Set(imports)] }
}
