import { SAMPLE_SPEECH_MAX_MS, SAMPLE_SPEECH_MIN_MS } from '../../../domain/voice.ts'
import type { Voices } from '../../../domain/voice.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'
import { ConsentForm, Given } from './consent.tsx'
import type { VoiceError } from './voices.tsx'

export interface CollectProps {
  readonly t: Messages
  readonly voices: Voices
  readonly consentError?: VoiceError | undefined
  readonly error?: VoiceError | undefined
}

/** A voice out of what one says in meetings: the words to agree to, the switch, and how far it is. */
export function CollectSection({ t, voices, consentError, error }: CollectProps) {
  const agreed = voices.consents.find(({ purpose }) => purpose === 'meetings')
  const collecting = voices.voices.find(({ state }) => state === 'collecting')
  const full = voices.samplesMax !== null && voices.samples >= voices.samplesMax
  const { collect } = t.voices
  const seconds = Math.floor((collecting?.sample.speechMs ?? 0) / 1000)
  return (
    <section class='account-section' aria-labelledby={ids.field('collect')}>
      <h2 id={ids.field('collect')}>{collect.title}</h2>
      <p>{collect.lead}</p>
      {error && <p class='field-error' role='alert'>{t.voices.error[error]}</p>}
      {!agreed && <ConsentForm t={t} purpose='meetings' error={consentError} />}
      {agreed && !collecting && (full ? <p>{t.voices.error.full}</p> : (
        <form method='post' action={routes.voiceCollection.to()}>
          <button class='button' type='submit'>{collect.start}</button>
        </form>
      ))}
      {agreed && collecting && (
        <>
          <p class='note' role='status'>{collect.on}</p>
          <p class='collect-progress'>
            <progress max={SAMPLE_SPEECH_MAX_MS} value={collecting.sample.speechMs} aria-label={collect.title} /> <span>{collect.progress(seconds)}</span>
          </p>
          <div class='actions'>
            {collecting.sample.speechMs >= SAMPLE_SPEECH_MIN_MS && (
              <form method='post' action={routes.voiceAction.to(collecting.voiceId, 'finish')}>
                <button class='button' type='submit'>{collect.finish}</button>
              </form>
            )}
            <form method='post' action={routes.voiceAction.to(collecting.voiceId, 'delete')}>
              <button class='button' type='submit'>{collect.stop}</button>
            </form>
          </div>
        </>
      )}
      {agreed && <Given t={t} purpose='meetings' atMs={agreed.givenAtMs} lead={t.voices.consent.revokeMeetingsLead} submit={t.voices.consent.revokeMeetingsSubmit} />}
    </section>
  )
}
