/** What is remembered on this device. `start-*` only as long as the tab lives: on or off when the meeting opens. */
export type StoredKey =
  | 'microphone'
  | 'camera'
  | 'speaker'
  | 'start-microphone'
  | 'start-camera'
  | 'caption-size'
  | 'caption-overlay'
  /** Percent of an original voice that is left under a translated one. */
  | 'duck'
  /** `off`: raw sound, for measurements. */
  | 'audioProcessing'

function storage(key: StoredKey): Storage | null {
  // Reading the property throws where the user has blocked site data; then nothing is remembered.
  try {
    return key.startsWith('start-') ? window.sessionStorage : window.localStorage
  } catch (error) {
    console.warn('Nothing is remembered on this device: site data is blocked', error)
    return null
  }
}

export function recall(key: StoredKey): string | null {
  return storage(key)?.getItem(`parley.${key}`) ?? null
}

export function remember(key: StoredKey, value: string): void {
  storage(key)?.setItem(`parley.${key}`, value)
}
