/** The mark: two speech bubbles that overlap. */
export function Mark() {
  return (
    <svg class='mark' viewBox='0 0 32 32' width='32' height='32' aria-hidden='true' focusable='false'>
      <path class='mark-back' d='M13 4h11a5 5 0 0 1 5 5v7a5 5 0 0 1-5 5v4l-5-4' />
      <path
        class='mark-front'
        d='M8 9h9a5 5 0 0 1 5 5v5a5 5 0 0 1-5 5h-5l-5 4.5v-4.6A5 5 0 0 1 3 19v-5a5 5 0 0 1 5-5Z'
      />
    </svg>
  )
}
