/** Of pieces of speech the sound alone: one that is here already, and those that follow it. Whoever leaves ends the rest. */
export async function* soundOf<Piece extends { readonly samples: Int16Array }>(first: Piece, rest: AsyncGenerator<Piece>): AsyncGenerator<Int16Array> {
  try {
    yield first.samples
    for await (const { samples } of rest) yield samples
  } finally {
    // Who left after the first piece has not begun on the rest.
    await rest.return(undefined)
  }
}
