import { TIERS } from '../../../domain/tier.ts'
import type { Tier } from '../../../domain/tier.ts'
import type { Voices } from '../../../domain/voice.ts'
import type { AssetUrl } from '../../assets.ts'
import type { Messages } from '../../messages/mod.ts'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'
import { AddVoice } from './add.tsx'
import { CollectSection } from './collect.tsx'
import { ConsentSection } from './consent.tsx'
import { VoiceList } from './list.tsx'

/** What a page says about what was just done; one of these stands in its address. */
export const VOICE_DONE = Object.freeze(['added', 'renamed', 'chosen', 'deleted', 'agreed', 'revoked', 'collecting', 'finished', 'retried'] as const)
export type VoiceDone = (typeof VOICE_DONE)[number]

export type VoiceError = keyof Messages['voices']['error']

export interface VoicesPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly tier: Tier
  readonly voices: Voices
  readonly done?: VoiceDone | null
  /** The form that came back, what is wrong in it, and the name that was typed. */
  readonly wrong?: { readonly form: 'add' | 'cloning' | 'meetings' | 'collect' | 'voice'; readonly field?: 'name' | 'file'; readonly error: VoiceError; readonly name?: string }
}

/** `/account/voices`: one's own voices, what one agreed to, and how to add one. */
export function VoicesPage({ t, assetUrl, tier, voices, done = null, wrong }: VoicesPageProps) {
  const included = TIERS[tier].voiceSamples !== 0
  const agreed = voices.consents.some(({ purpose }) => purpose === 'cloning')
  const errorOf = (form: NonNullable<VoicesPageProps['wrong']>['form']) => (wrong?.form === form ? wrong : undefined)
  const { samples, samplesMax } = voices
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.voices.title} wrong={wrong !== undefined} wide scripts={['htmx.js', 'voices.js', 'local_time.js']}>
      <p>{t.voices.lead}</p>
      {done !== null && <p class='note' role='status'>{t.voices.done[done]}</p>}
      {wrong?.form === 'voice' && <p class='note' data-tone='danger' role='alert'>{t.voices.error[wrong.error]}</p>}
      {!included && <p class='note'>{t.voices.notInTier(t.account.tiers[tier])}</p>}
      {included && agreed && voices.languages.length === 0 && <p class='note' data-tone='warning'>{t.voices.noEngine}</p>}
      {(included || voices.voices.length > 0) && <VoiceList t={t} voices={voices} included={included} />}
      {included && agreed && <p class='hint'>{samplesMax === null ? t.voices.usedUnlimited(samples) : t.voices.used(samples, samplesMax)}</p>}
      {included && agreed && <AddVoice t={t} full={samplesMax !== null && samples >= samplesMax} wrong={errorOf('add')} />}
      {included && agreed && <CollectSection t={t} voices={voices} consentError={errorOf('meetings')?.error} error={errorOf('collect')?.error} />}
      {(included || voices.consents.length > 0) && <ConsentSection t={t} voices={voices} error={errorOf('cloning')?.error} />}
      <p>
        <a href={routes.account.to()}>{t.account.page.title}</a>
      </p>
    </Sheet>
  )
}
