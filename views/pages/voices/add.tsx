import { NAME_MAX } from '../../../domain/room.ts'
import { SAMPLE_MAX_BYTES } from '../../../domain/voice.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import type { VoicesPageProps } from './voices.tsx'

/** Types that pickers of files offer; what a file is shows when it is read. */
const ACCEPT = 'audio/*,.wav,.mp3,.m4a,.ogg,.oga,.opus,.webm,.flac'

/** A form that sends a file; with a script, what was recorded on the page becomes that file. */
export function AddVoice({ t, full, wrong }: { t: Messages; full: boolean; wrong?: VoicesPageProps['wrong'] }) {
  const { add, error } = t.voices
  const [nameError, fileError] = [wrong?.field === 'name' ? error[wrong.error] : undefined, wrong && wrong.field !== 'name' ? error[wrong.error] : undefined]
  return (
    <section class='account-section' aria-labelledby={ids.field('add-voice')}>
      <h2 id={ids.field('add-voice')}>{add.title}</h2>
      {full ? <p>{error.full}</p> : (
        <>
          <p>{add.lead}</p>
          <form method='post' action={routes.voices.to()} enctype='multipart/form-data' class='stack' novalidate>
            <TextField
              name='name' label={add.name} hint={add.nameHint} value={wrong?.name ?? ''} error={nameError} autocomplete='off' maxlength={NAME_MAX}
              focused={nameError !== undefined}
            />
            <Recorder t={t} />
            <div class='field'>
              <label for={ids.field('sample')}>{add.file}</label>
              <input
                id={ids.field('sample')} type='file' name='sample' accept={ACCEPT} required data-max-bytes={String(SAMPLE_MAX_BYTES)} data-too-large={error['file-large']}
                autofocus={fileError !== undefined} {...(fileError ? { 'aria-invalid': 'true' as const } : {})}
                aria-describedby={[ids.fieldHint('sample'), ids.fieldError('sample')].join(' ')}
              />
              <p class='hint' id={ids.fieldHint('sample')}>{add.fileHint}</p>
              <p class='field-error' id={ids.fieldError('sample')} role='alert' hidden={fileError === undefined}>{fileError}</p>
            </div>
            <div class='field' id={ids.recordedPreview} hidden>
              <p class='hint'>{add.preview}</p>
              <audio controls aria-label={add.preview} />
            </div>
            <button class='button button-primary' type='submit'>{add.submit}</button>
          </form>
        </>
      )}
    </section>
  )
}

/** Shown by the page's script where the browser can record. */
function Recorder({ t }: { t: Messages }) {
  const { add } = t.voices
  return (
    <div
      id={ids.recorder} class='recorder' hidden data-record={add.record} data-stop={add.stop} data-again={add.again} data-recording={add.recording} data-recorded={add.recorded}
      data-recorded-short={add.recordedShort} data-blocked={add.blocked}
    >
      <p class='recorder-title'>{add.read}</p>
      <ul class='recorder-text'>{add.sentences.map((sentence) => <li>{sentence}</li>)}</ul>
      <div class='recorder-bar'>
        <button class='button' type='button'>{add.record}</button>
        <span class='recorder-time' aria-hidden='true'>0:00</span>
        <label class='level'>
          <span class='visually-hidden'>{add.level}</span>
          <meter min={0} max={1} value={0} />
        </label>
      </div>
      <p class='hint' role='status'></p>
    </div>
  )
}
