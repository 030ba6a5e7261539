export interface ToStreamOptions {
  /** The reader left before the end. */
  onCancel(): void
  /** The source threw; the reader gets it as well. */
  onError(error: unknown): void
}

/** Samples as a stream of bytes, little-endian, made at the reader's pace. */
export function toStream(audio: AsyncIterable<Int16Array>, { onCancel, onError }: ToStreamOptions): ReadableStream<Uint8Array<ArrayBuffer>> {
  const pieces = audio[Symbol.asyncIterator]()
  let cancelled = false
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await pieces.next()
        if (cancelled) return
        // Every platform that Node and Deno run on is little-endian, so the samples are the bytes.
        if (done) controller.close()
        else controller.enqueue(new Uint8Array(value.slice().buffer))
      } catch (error) {
        if (cancelled) return
        onError(error)
        controller.error(error)
      }
    },
    cancel() {
      cancelled = true
      onCancel()
      // Not awaited: a source at work ends when its piece is done.
      pieces.return?.(undefined)?.catch(() => {})
    },
  }, { highWaterMark: 0 })
}
