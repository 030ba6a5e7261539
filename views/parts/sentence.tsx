import type { Child } from 'hono/jsx'

/** A sentence whose `{places}` are filled with elements; each language puts them where they belong. */
export function Sentence({ of, fill }: { of: string; fill: Readonly<Record<string, Child>> }) {
  return <>{of.split(/\{(\w+)\}/).map((part, at) => (at % 2 === 0 ? part : fill[part]))}</>
}
