const PATHS = Object.freeze(
  {
    microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21',
    'microphone-off':
      'M9 9.5V11a3 3 0 0 0 4.6 2.5M15 10.5V6a3 3 0 0 0-5.8-1M5.5 11a6.5 6.5 0 0 0 10.2 5.3M18 13a6.4 6.4 0 0 0 .5-2M12 17.5V21M4 3.5l16.5 17',
    camera:
      'M4.5 6.5h9a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.5-1.5ZM15 11l6-3.5v9L15 13',
    'camera-off':
      'M8.5 6.5h5A1.5 1.5 0 0 1 15 8v4M15 11l6-3.5v9l-3.5-2M14.8 16.8a1.5 1.5 0 0 1-1.3.7h-9A1.5 1.5 0 0 1 3 16V8a1.5 1.5 0 0 1 1.2-1.5M3.5 3.5l17 17',
    screen:
      'M4 4.5h16A1.5 1.5 0 0 1 21.5 6v9.5A1.5 1.5 0 0 1 20 17H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5ZM8.5 20.5h7M12 13.5V8M9.5 10.2 12 7.7l2.5 2.5',
    'screen-off':
      'M4 4.5h16A1.5 1.5 0 0 1 21.5 6v9.5A1.5 1.5 0 0 1 20 17H4a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 4 4.5ZM8.5 20.5h7M9.8 8.5l4.5 4.5M14.3 8.5 9.8 13',
    captions:
      'M4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11A1.5 1.5 0 0 1 4.5 5ZM10.5 10.5a2 2 0 1 0 0 3M17 10.5a2 2 0 1 0 0 3',
    people:
      'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c0-3.3 2.9-5.5 6.5-5.5s6.5 2.2 6.5 5.5M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.9c2.1.8 3.5 2.6 3.5 5.1',
    chat: 'M5.5 4.5h13A2 2 0 0 1 20.5 6.5v8a2 2 0 0 1-2 2h-7L7 20.5v-4H5.5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5',
    settings:
      'M4 7h9M17.5 7H20M4 17h3M11.5 17H20M15.2 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM9.2 19.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
    leave: 'M14 4.5H6A1.5 1.5 0 0 0 4.5 6v12A1.5 1.5 0 0 0 6 19.5h8M10 12h10.5M17 8l4 4-4 4',
    copy:
      'M9.5 8h9A1.5 1.5 0 0 1 20 9.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 8 18.5v-9A1.5 1.5 0 0 1 9.5 8ZM16 8V5.5A1.5 1.5 0 0 0 14.5 4h-9A1.5 1.5 0 0 0 4 5.5v9A1.5 1.5 0 0 0 5.5 16H8',
    down: 'M12 5v14M6.5 13.5 12 19l5.5-5.5',
    lock: 'M7 10.5h10A1.5 1.5 0 0 1 18.5 12v7a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 19v-7A1.5 1.5 0 0 1 7 10.5ZM8.5 10.5V7.5a3.5 3.5 0 0 1 7 0v3',
    close: 'M6 6l12 12M18 6 6 18',
    voice: 'M4 14.5v-5h3.5L12 5.5v13l-4.5-4H4ZM15.5 9.2a4 4 0 0 1 0 5.6M18 6.5a8 8 0 0 1 0 11',
    play: 'M8 5.5v13l10.5-6.5Z',
    stop: 'M6.5 6.5h11v11h-11Z',
  } as const,
)

export type IconName = keyof typeof PATHS

/** A picture that repeats what the text beside it says: hidden from screen readers. */
export function Icon({ name, when }: { name: IconName; when?: 'on' | 'off' }) {
  return (
    <svg class='icon' viewBox='0 0 24 24' width='24' height='24' aria-hidden='true' focusable='false' data-when={when}>
      <path
        d={PATHS[name]}
        fill='none'
        stroke='currentColor'
        stroke-width='1.8'
        stroke-linecap='round'
        stroke-linejoin='round'
      />
    </svg>
  )
}
