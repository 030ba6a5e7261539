import type { Language } from '../../domain/language.ts'
import type { ConsentPurpose, Voices } from '../../domain/voice.ts'
import { addSample } from './add_sample.ts'
import type { AddSampleInput } from './add_sample.ts'
import { chooseVoice, renameVoice, retryVoice } from './change.ts'
import { finishCollecting, startCollecting } from './collect.ts'
import { collectedSoFar } from './collected.ts'
import { giveConsent } from './consent.ts'
import type { GiveConsentInput } from './consent.ts'
import type { VoiceInput, VoicesDeps } from './context.ts'
import { deleteVoice, eraseAccountVoices, revokeConsent } from './erase.ts'
import { listVoices } from './list.ts'
import { readSample } from './read_sample.ts'
import { sweepVoiceFiles, tendVoices } from './tend.ts'
import { testSentence } from './test_sentence.ts'

interface Options {
  readonly signal?: AbortSignal
}

/** People's own voices. Each verb is described where it is defined. */
export interface VoicesPort {
  list(accountId: string): Promise<Voices>
  addSample(input: AddSampleInput, options?: Options): Promise<{ voiceId: string; sampleId: string }>
  readSample(voice: VoiceInput): Promise<Uint8Array>
  rename(input: VoiceInput & { readonly name: string }): Promise<void>
  choose(voice: VoiceInput): Promise<void>
  retry(voice: VoiceInput): Promise<void>
  delete(voice: VoiceInput): Promise<void>
  giveConsent(input: GiveConsentInput): Promise<void>
  revokeConsent(input: { readonly accountId: string; readonly purpose: ConsentPurpose }): Promise<void>
  startCollecting(input: { readonly accountId: string; readonly name: string }): Promise<{ voiceId: string }>
  finishCollecting(voice: VoiceInput): Promise<void>
  collectedSoFar(accountId: string): Promise<number | null>
  testSentence(input: VoiceInput & { readonly language: Language }, options?: Options): Promise<Uint8Array>
  eraseAccount(account: { readonly accountId: string }): Promise<void>
  tend(): Promise<void>
  sweep(): Promise<void>
}

export function createVoices(deps: VoicesDeps): VoicesPort {
  return {
    list: (accountId) => listVoices(deps, accountId),
    addSample: (input, options) => addSample(deps, input, options),
    readSample: (voice) => readSample(deps, voice),
    rename: (input) => renameVoice(deps, input),
    choose: (voice) => chooseVoice(deps, voice),
    retry: (voice) => retryVoice(deps, voice),
    delete: (voice) => deleteVoice(deps, voice),
    giveConsent: (input) => giveConsent(deps, input),
    revokeConsent: (input) => revokeConsent(deps, input),
    startCollecting: (input) => startCollecting(deps, input),
    collectedSoFar: (accountId) => collectedSoFar(deps, accountId),
    finishCollecting: (voice) => finishCollecting(deps, voice),
    testSentence: (input, options) => testSentence(deps, input, options),
    eraseAccount: (account) => eraseAccountVoices(deps, account),
    tend: () => tendVoices(deps),
    sweep: () => sweepVoiceFiles(deps),
  }
}
