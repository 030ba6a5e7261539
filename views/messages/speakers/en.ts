/** Words about people who share a microphone, in English. */
export const speakersEn = {
  speaker: (number: number) => `Speaker ${number}`,
  at: (name: string) => `at ${name}’s microphone`,
  title: 'Speakers',
  shared: 'Shared microphone',
  share: 'We share this microphone',
  shareHint: 'Captions then say who of you spoke, about a minute later. For that, your speech waits on this server for about a minute.',
  shareKeptHint: 'Captions then say who of you spoke, about a minute later. A host has chosen to keep the speech of shared microphones with the meeting.',
  notInPlan: (tier: string) => `Telling apart people who share a microphone is part of the plans Pro and Enterprise. The plan of this room is ${tier}.`,
  make: 'Shared mic',
  makeOf: (name: string) => `Shared mic: several people speak at ${name}’s`,
  unmake: 'One person',
  unmakeOf: (name: string) => `One person speaks at ${name}’s microphone`,
  name: (label: string) => `Name of ${label}`,
  save: 'Save',
  saveOf: (label: string) => `Save the name of ${label}`,
  away: 'Speakers at a shared microphone cannot be told apart just now. Captions go on without labels.',
  wrong: (most: number) => `Enter a name of at most ${most} characters, or leave it empty`,
  keep: 'Keep the sound of shared microphones',
  keepHint: 'When the meeting is over, all of it is heard once more to say better who spoke. The sound stays with the transcript and is erased with it. Everybody sees that it is kept.',
  kept: 'Sound of shared microphones is kept',
}
export type SpeakerWordsOfPages = typeof speakersEn
