/** The rows of `db.execute`, which PGlite answers inside of an object and postgres as an array. Times, and arrays of a server, are text: ask for numbers and JSON. */
export function rowsOf<Row>(result: unknown): readonly Row[] {
  return Array.isArray(result) ? [...result as Row[]] : (result as { rows: Row[] }).rows
}
