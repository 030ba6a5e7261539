import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Viewer } from '../../../domain/account.ts'
import { DomainError } from '../../../domain/errors.ts'
import { languageSchema } from '../../../domain/language.ts'
import { TIERS } from '../../../domain/tier.ts'
import { voiceNameSchema } from '../../../domain/voice.ts'
import type { ConsentPurpose } from '../../../domain/voice.ts'
import type { VoicesPort } from '../../../functions/voices/voices.ts'
import { routes } from '../../../views/mod.ts'
import type { VoiceAction } from '../../../views/routes.ts'
import { VOICE_DONE, VoiceList, VoicesPage } from '../../../views/pages/voices/mod.ts'
import type { VoiceDone, VoiceError, VoicesPageProps } from '../../../views/pages/voices/mod.ts'
import { answerRange } from '../../gateway/range.ts'
import type { PageTools } from '../../open_administration.tsx'

export interface VoicePagesDeps extends Pick<PageTools, 'accounts' | 'messages' | 'assetUrl'> {
  readonly voices: VoicesPort
}

type Wrong = NonNullable<VoicesPageProps['wrong']>

interface Attempt extends Omit<Wrong, 'error'> {
  readonly act: () => Promise<unknown>
  readonly done: VoiceDone
  /** What a conflict means here. */
  readonly conflict: () => VoiceError | Promise<VoiceError>
}

/** An engine that takes longer has a page that waits in vain. */
const TEST_DEADLINE_MS = 90_000

/** `/account/voices`, for who is signed in: every form works without a script (303 after POST). */
export function createVoicePagesApp({ voices, accounts, messages, assetUrl }: VoicePagesDeps) {
  const page = async (c: Context, { accountId, tier }: Viewer, wrong?: Wrong) => c.html(
    <VoicesPage t={await messages(c)} assetUrl={assetUrl} tier={tier} voices={await voices.list(accountId)} done={wrong ? null : doneIn(c)} {...(wrong ? { wrong } : {})} />,
    wrong ? 422 : 200,
  )
  /** Does it and says so, or shows the page with what is wrong. */
  const attempt = async (c: Context, viewer: Viewer, { act, done, conflict, ...form }: Attempt) => {
    try {
      await act()
    } catch (error) {
      const known = knownError(error, form.form)
      if (known === null) throw error
      return page(c, viewer, { ...form, error: known === 'conflict' ? await conflict() : known })
    }
    return c.redirect(routes.voices.to({ done }), 303)
  }
  const purposeOf = (c: Context) => c.req.param('purpose') as ConsentPurpose

  return new Hono()
    .get(routes.voices.path, async (c) => page(c, await accounts.require(c)))
    .get(routes.voicesList.path, async (c) => {
      const { accountId, tier } = await accounts.require(c)
      return c.html(<VoiceList t={await messages(c)} voices={await voices.list(accountId)} included={TIERS[tier].voiceSamples !== 0} />)
    })
    .post(routes.voices.path, async (c) => {
      const viewer = await accounts.require(c)
      requireSamples(viewer)
      const body = await c.req.parseBody()
      const [name, file] = [voiceNameSchema.safeParse(body.name), body.sample]
      const typed = typeof body.name === 'string' ? body.name : ''
      if (!name.success) return page(c, viewer, { form: 'add', field: 'name', error: name.error.issues[0]?.code === 'too_big' ? 'name-long' : 'name-missing', name: typed })
      if (!(file instanceof File) || file.size === 0) return page(c, viewer, { form: 'add', field: 'file', error: 'file-missing', name: typed })
      return attempt(c, viewer, {
        // Its own name is nobody's business.
        act: () => voices.addSample({ accountId: viewer.accountId, name: name.data, content: file.stream() }, { signal: c.req.raw.signal }),
        done: 'added', conflict: () => 'full', form: 'add', field: 'file', name: typed,
      })
    })
    .post(routes.voiceConsent.path, async (c) => {
      const viewer = await accounts.require(c)
      requireSamples(viewer)
      const purpose = purposeOf(c)
      const [body, t] = [await c.req.parseBody(), await messages(c)]
      if (body.agree !== 'yes') return page(c, viewer, { form: purpose, error: 'consent-missing' })
      const version = typeof body.version === 'string' ? body.version : ''
      return attempt(c, viewer, {
        act: () => voices.giveConsent({ accountId: viewer.accountId, purpose, version, locale: t.locale, words: t.voices.consent[purpose] }),
        done: 'agreed', conflict: () => 'consent-changed', form: purpose,
      })
    })
    .post(routes.voiceConsentEnd.path, async (c) => {
      const viewer = await accounts.require(c)
      await voices.revokeConsent({ accountId: viewer.accountId, purpose: purposeOf(c) })
      return c.redirect(routes.voices.to({ done: 'revoked' }), 303)
    })
    .post(routes.voiceCollection.path, async (c) => {
      const viewer = await accounts.require(c)
      requireSamples(viewer)
      const { defaultName } = (await messages(c)).voices.collect
      return attempt(c, viewer, {
        act: () => voices.startCollecting({ accountId: viewer.accountId, name: defaultName }),
        done: 'collecting', form: 'collect',
        conflict: async () => ((await voices.list(viewer.accountId)).voices.some(({ state }) => state === 'collecting') ? 'collecting' : 'full'),
      })
    })
    .post(routes.voiceAction.path, async (c) => {
      const viewer = await accounts.require(c)
      const voice = { accountId: viewer.accountId, voiceId: c.req.param('voice') }
      const action = c.req.param('action') as VoiceAction
      if (action !== 'delete' && action !== 'rename') requireSamples(viewer)
      const name = action === 'rename' ? voiceNameSchema.safeParse((await c.req.parseBody()).name) : null
      if (name?.success === false) return page(c, viewer, { form: 'voice', error: name.error.issues[0]?.code === 'too_big' ? 'name-long' : 'name-missing' })
      const acts: Readonly<Record<VoiceAction, readonly [VoiceDone, () => Promise<void>]>> = {
        rename: ['renamed', () => voices.rename({ ...voice, name: name!.data! })],
        choose: ['chosen', () => voices.choose(voice)],
        delete: ['deleted', () => voices.delete(voice)],
        retry: ['retried', () => voices.retry(voice)],
        finish: ['finished', () => voices.finishCollecting(voice)],
      }
      const [done, act] = acts[action]
      return attempt(c, viewer, { act, done, conflict: () => 'not-enough', form: action === 'finish' ? 'collect' : 'voice' })
    })
    .get(routes.voiceSample.path, async (c) => {
      const { accountId } = await accounts.require(c)
      return answerRange(c, await voices.readSample({ accountId, voiceId: c.req.param('voice') }), { contentType: 'audio/wav' })
    })
    .get(routes.voiceTest.path, async (c) => {
      const viewer = await accounts.require(c)
      const language = languageSchema.safeParse(c.req.query('language'))
      if (!language.success) throw new DomainError('invalid-input', 'Cannot speak a test sentence: the language is not one of the list')
      const signal = AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(TEST_DEADLINE_MS)])
      const wav = await voices.testSentence({ accountId: viewer.accountId, voiceId: c.req.param('voice'), language: language.data }, { signal })
      return answerRange(c, wav, { contentType: 'audio/wav' })
    })
}

/** Before anything of the request is read. Throws DomainError `forbidden`. */
function requireSamples({ tier }: Viewer): void {
  if (TIERS[tier].voiceSamples === 0) throw new DomainError('forbidden', `Cannot use a voice of your own: the ${tier} tier has none; premium, pro and enterprise do`)
}

function doneIn(c: Context): VoiceDone | null {
  const given = c.req.query('done')
  return VOICE_DONE.find((done) => done === given) ?? null
}

/** What the page says itself; null for what has a page of its own. */
function knownError(error: unknown, form: Wrong['form']): VoiceError | 'conflict' | null {
  if (!(error instanceof DomainError)) return null
  if (error.code === 'not-found' && (form === 'voice' || form === 'collect')) return 'gone'
  if (error.code === 'conflict') return 'conflict'
  if (error.code === 'too-large') return 'file-large'
  return error.code === 'unavailable' || error.code === 'timeout' ? 'away' : null
}
