import { CONSENT_VERSIONS } from '../../../domain/voice.ts'
import type { ConsentPurpose, Voices } from '../../../domain/voice.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { Sentence } from '../../parts/sentence.tsx'
import { routes } from '../../routes.ts'
import type { VoiceError } from './voices.tsx'

/** What one agreed to, since when, and how to take it back; or the words to agree to. */
export function ConsentSection({ t, voices, error }: { t: Messages; voices: Voices; error?: VoiceError | undefined }) {
  const given = voices.consents.find(({ purpose }) => purpose === 'cloning')
  return (
    <section class='account-section' aria-labelledby={ids.field('consent')}>
      <h2 id={ids.field('consent')}>{t.voices.consent.title}</h2>
      <p>{t.voices.consent.lead}</p>
      {given
        ? <Given t={t} purpose='cloning' atMs={given.givenAtMs} lead={t.voices.consent.revokeLead} submit={t.voices.consent.revokeSubmit} />
        : <ConsentForm t={t} purpose='cloning' error={error} />}
    </section>
  )
}

/** The words, a box to tick, and a button. */
export function ConsentForm({ t, purpose, error }: { t: Messages; purpose: ConsentPurpose; error?: VoiceError | undefined }) {
  const name = `agree-${purpose}`
  return (
    <form method='post' action={routes.voiceConsent.to(purpose)} class='stack' novalidate>
      <input type='hidden' name='version' value={CONSENT_VERSIONS[purpose]} />
      <div class='field'>
        <label class='choice choice-wide' for={ids.field(name)}>
          <input
            type='checkbox' id={ids.field(name)} name='agree' value='yes' required autofocus={error !== undefined}
            {...(error ? { 'aria-invalid': 'true' as const, 'aria-describedby': ids.fieldError(name) } : {})}
          />
          <span>{t.voices.consent[purpose]}</span>
        </label>
        {error && <p class='field-error' id={ids.fieldError(name)}>{t.voices.error[error]}</p>}
      </div>
      <button class='button button-primary' type='submit'>{t.voices.consent.agree}</button>
    </form>
  )
}

/** The words that were agreed to, the day, and a form that asks once before all is deleted. */
export function Given({ t, purpose, atMs, lead, submit }: { t: Messages; purpose: ConsentPurpose; atMs: number; lead: string; submit: string }) {
  return (
    <>
      <figure class='voice-consent'>
        <figcaption>
          <Sentence of={t.voices.consent.given} fill={{ when: <Moment t={t} ms={atMs} /> }} />
        </figcaption>
        <blockquote>{t.voices.consent[purpose]}</blockquote>
      </figure>
      <details class='ask'>
        <summary>{t.voices.consent.revoke}…</summary>
        <form method='post' action={routes.voiceConsentEnd.to(purpose)} class='stack'>
          <p class='hint'>{lead}</p>
          <button class='button button-danger' type='submit'>{submit}</button>
        </form>
      </details>
    </>
  )
}
