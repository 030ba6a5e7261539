import { NAME_MAX } from '../../../domain/room.ts'
import type { Voice, Voices } from '../../../domain/voice.ts'
import { ids } from '../../ids.ts'
import { languageInMenu, languagesByName } from '../../messages/languages.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { routes } from '../../routes.ts'

export interface VoiceListProps {
  readonly t: Messages
  readonly voices: Voices
  /** Whether the plan has voices: without, they can be deleted and nothing else. */
  readonly included: boolean
}

/** How often the page looks what became of a sample that is being checked. */
const LOOK_EVERY = 'every 3s'
/** What takes long is not asked about all the time. */
const LOOK_LATE = 'every 60s'
/** A sample from here on sounds as close to its speaker as more of it would. */
const GOOD_SPEECH_MS = 15_000
const GOOD_LEVEL_DBFS = -32

/** One's voices; while one of them is being worked on, the list asks for itself again. */
export function VoiceList({ t, voices, included }: VoiceListProps) {
  const working = voices.voices.filter(({ state }) => state === 'checking' || state === 'making' || state === 'deleting')
  // What is collected has a place of its own on the page.
  const shown = voices.voices.filter(({ state }) => !(included && state === 'collecting'))
  return (
    <div id={ids.voices} class='voices' {...(working.length > 0 ? { 'hx-get': routes.voicesList.to(), 'hx-trigger': working.every(({ late }) => late) ? LOOK_LATE : LOOK_EVERY, 'hx-swap': 'outerHTML' } : {})}>
      {shown.length === 0 ? <p class='hint'>{t.voices.none}</p> : shown.map((voice) => <VoiceCard t={t} voice={voice} languages={voices.languages} included={included} />)}
    </div>
  )
}

function VoiceCard({ t, voice, languages, included }: { t: Messages; voice: Voice; languages: Voices['languages']; included: boolean }) {
  const { voiceId, name, state, sample, chosen } = voice
  return (
    <article id={ids.voice(voiceId)} class='voice' aria-labelledby={ids.field(`name-${voiceId}`)}>
      <header class='voice-head'>
        <h2 id={ids.field(`name-${voiceId}`)}>
          <bdi>{name}</bdi>
        </h2>
        <span class='status-chip' data-tone={toneOf(voice)} role='status'>{t.voices.state[state]}</span>
      </header>
      <p class='hint'>
        <Moment t={t} ms={voice.createdAtMs} /> {sample.state === 'good' && <Quality t={t} voice={voice} />}
      </p>
      <StateLead t={t} voice={voice} />
      {sample.state === 'good' && state !== 'deleting' && <audio controls preload='none' src={routes.voiceSample.to(voiceId)} aria-label={t.voices.play(name)} />}
      {state === 'ready' && included && languages.length > 0 && <TestSentence t={t} voice={voice} languages={languages} />}
      {state !== 'deleting' && (
        <div class='voice-actions'>
          {state === 'ready' && (chosen
            ? <p class='voice-chosen'>✓ {t.voices.chosen}</p>
            : included && <Act to={routes.voiceAction.to(voiceId, 'choose')} label={t.voices.choose} named={name} />)}
          {state === 'failed' && included && <Act to={routes.voiceAction.to(voiceId, 'retry')} label={t.voices.retry} named={name} />}
          <RenameVoice t={t} voice={voice} />
          <details class='ask'>
            <summary aria-label={`${t.voices.delete}… ${name}`}>{t.voices.delete}…</summary>
            <form method='post' action={routes.voiceAction.to(voiceId, 'delete')} class='stack'>
              <p class='hint'>{t.voices.deleteLead}</p>
              <button class='button button-danger' type='submit'>{t.voices.deleteNamed(name)}</button>
            </form>
          </details>
        </div>
      )}
    </article>
  )
}

function toneOf({ state }: Voice): 'danger' | 'warning' | undefined {
  return state === 'refused' || state === 'failed' ? 'danger' : state === 'waiting' ? 'warning' : undefined
}

function Quality({ t, voice: { sample } }: { t: Messages; voice: Voice }) {
  const good = sample.speechMs >= GOOD_SPEECH_MS && (sample.levelDbfs ?? 0) >= GOOD_LEVEL_DBFS
  const level = sample.levelDbfs === null ? null : new Intl.NumberFormat(t.locale, { maximumFractionDigits: 0 }).format(sample.levelDbfs)
  return (
    <>
      · {t.voices.speech(Math.round(sample.speechMs / 1000))} {level !== null && <>· {t.voices.level(level)} </>}· {t.voices.quality[good ? 'good' : 'fair']}
    </>
  )
}

function StateLead({ t, voice: { state, cause, late, sample } }: { t: Messages; voice: Voice }) {
  if (state === 'refused') return <p class='field-error'>{t.voices.refusal[sample.refusal ?? 'not-audio']}</p>
  if (state === 'collecting' || state === 'ready') return <></>
  const known = cause !== null && Object.hasOwn(t.errors, cause) ? t.errors[cause as keyof typeof t.errors] : null
  return (
    <p class={state === 'failed' ? 'field-error' : 'hint'}>
      {late ? t.voices.late : state === 'failed' && cause === 'cancelled' ? t.voices.cancelled : t.voices.stateLead[state]} {state === 'failed' && known && `${known.title}.`}
    </p>
  )
}

function Act({ to, label, named }: { to: string; label: string; named: string }) {
  return (
    <form method='post' action={to}>
      <button class='button' type='submit' aria-label={`${label}: ${named}`}>{label}</button>
    </form>
  )
}

function RenameVoice({ t, voice: { voiceId, name } }: { t: Messages; voice: Voice }) {
  const field = ids.field(`new-name-${voiceId}`)
  return (
    <details class='ask'>
      <summary aria-label={`${t.voices.rename}… ${name}`}>{t.voices.rename}…</summary>
      <form method='post' action={routes.voiceAction.to(voiceId, 'rename')} class='stack'>
        <div class='field'>
          <label for={field}>{t.voices.newName}</label>
          <input id={field} name='name' type='text' value={name} maxlength={NAME_MAX} required autocomplete='off' dir='auto' />
        </div>
        <button class='button' type='submit'>{t.common.save}</button>
      </form>
    </details>
  )
}

/** Without a script the browser itself plays the file that the form leads to. */
function TestSentence({ t, voice: { voiceId, name }, languages }: { t: Messages; voice: Voice; languages: Voices['languages'] }) {
  const field = ids.field(`language-${voiceId}`)
  return (
    <form class='voice-test' method='get' action={routes.voiceTest.to(voiceId)} data-voice-test>
      <div class='field'>
        <label for={field}>{t.voices.test.title}</label>
        <select id={field} name='language'>
          {languagesByName(t, languages).map((code) => <option value={code} selected={t.locale.startsWith(code)}>{languageInMenu(t, code)}</option>)}
        </select>
      </div>
      <button class='button' type='submit' aria-label={`${t.voices.test.play}: ${name}`}>{t.voices.test.play}</button>
      <p class='hint' role='status' data-working={t.voices.test.working} data-failed={t.voices.test.failed} hidden></p>
      <audio controls hidden preload='none' aria-label={t.voices.test.audio(name)} />
    </form>
  )
}
