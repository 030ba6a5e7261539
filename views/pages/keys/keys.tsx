import type { ApiKey, Scope } from '../../../domain/api_key.ts'
import { SCOPES } from '../../../domain/api_key.ts'
import { TIERS } from '../../../domain/tier.ts'
import type { Tier } from '../../../domain/tier.ts'
import { NAME_MAX } from '../../../domain/room.ts'
import type { AssetUrl } from '../../assets.ts'
import { ids } from '../../ids.ts'
import type { Messages } from '../../messages/mod.ts'
import { Moment } from '../../parts/moment.tsx'
import { TextField } from '../../parts/text_field.tsx'
import { routes } from '../../routes.ts'
import { Sheet } from '../account/sheet.tsx'

export interface KeysPageProps {
  readonly t: Messages
  readonly assetUrl: AssetUrl
  readonly tier: Tier
  readonly keys: readonly ApiKey[]
  /** A key that was just made; this is the one time it is shown. */
  readonly made?: string | null
  readonly revoked?: boolean
  /** What was typed into a form that has mistakes, and where they are. */
  readonly wrong?: { readonly name: string; readonly scopes: readonly Scope[]; readonly fields: readonly ('name' | 'scopes')[] }
}

/** `/account/keys`: keys for programs. */
export function KeysPage({ t, assetUrl, tier, keys, made = null, revoked = false, wrong }: KeysPageProps) {
  return (
    <Sheet t={t} assetUrl={assetUrl} title={t.keys.title} wrong={wrong !== undefined} wide>
      <p>
        {t.keys.lead} <a href={routes.api.to()}>{t.keys.api}</a>
      </p>
      {revoked && <p class='note' role='status'>{t.keys.revoked}</p>}
      {made !== null && (
        <section class='note' aria-labelledby={ids.field('new-key')}>
          <h2 id={ids.field('new-key')}>{t.keys.newTitle}</h2>
          <p>{t.keys.newLead}</p>
          <p class='field'>
            <input class='secret' readonly value={made} dir='ltr' aria-labelledby={ids.field('new-key')} autocomplete='off' spellcheck={false} autofocus />
          </p>
        </section>
      )}
      {keys.length === 0 ? <p class='hint'>{t.keys.none}</p> : <KeyTable t={t} keys={keys} />}
      <CreateSection t={t} tier={tier} wrong={wrong} />
      <p>
        <a href={routes.account.to()}>{t.account.page.title}</a>
      </p>
    </Sheet>
  )
}

function KeyTable({ t, keys }: { t: Messages; keys: readonly ApiKey[] }) {
  return (
    <div class='table-scroll' role='region' aria-label={t.keys.title} tabindex={0}>
      <table class='table'>
        <thead>
          <tr>
            <th scope='col'>{t.keys.name}</th>
            <th scope='col'>{t.keys.key}</th>
            <th scope='col'>{t.keys.scopes}</th>
            <th scope='col'>{t.keys.createdAt}</th>
            <th scope='col'>{t.keys.lastUsed}</th>
            <th scope='col'>{t.keys.revoke}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr>
              <th scope='row'>
                <bdi>{key.name}</bdi>
              </th>
              <td>
                <code dir='ltr'>{key.prefix}…</code>
              </td>
              <td>{key.scopes.map((scope) => t.keys.scope[scope]).join(', ')}</td>
              <td>
                <Moment t={t} ms={key.createdAtMs} style='day' />
              </td>
              <td>{key.lastUsedAtMs === null ? t.keys.never : <Moment t={t} ms={key.lastUsedAtMs} />}</td>
              <td>
                <details class='ask'>
                  <summary aria-label={`${t.keys.revoke}… ${key.name}`}>{t.keys.revoke}…</summary>
                  <form method='post' action={routes.keyRevocation.to(key.keyId)}>
                    <button class='button button-danger' type='submit'>{t.keys.revokeNamed(key.name)}</button>
                  </form>
                </details>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CreateSection({ t, tier, wrong }: Pick<KeysPageProps, 't' | 'tier' | 'wrong'>) {
  const scopesWrong = wrong?.fields.includes('scopes') ?? false
  const nameWrong = wrong?.fields.includes('name') ?? false
  return (
    <section class='account-section' aria-labelledby={ids.field('create')}>
      <h2 id={ids.field('create')}>{t.keys.createTitle}</h2>
      {!TIERS[tier].proFeatures ? <p>{t.keys.notInTier(t.account.tiers[tier])}</p> : (
        <form method='post' action={routes.keys.to()} class='stack' novalidate>
          <TextField
            name='name' label={t.keys.name} hint={t.keys.nameHint} value={wrong?.name ?? ''} error={nameWrong ? t.keys.errors.name : undefined}
            autocomplete='off' maxlength={NAME_MAX} focused={nameWrong}
          />
          <fieldset class='choices' {...(scopesWrong ? { 'aria-describedby': ids.fieldError('scopes') } : {})}>
            <legend>{t.keys.scopes}</legend>
            {SCOPES.map((scope) => (
              <label class='choice'>
                <input type='checkbox' name='scopes' value={scope} checked={wrong ? wrong.scopes.includes(scope) : scope.endsWith(':read')} /> {t.keys.scope[scope]}
              </label>
            ))}
            {scopesWrong && <p class='field-error' id={ids.fieldError('scopes')}>{t.keys.errors.scopes}</p>}
          </fieldset>
          <button class='button button-primary' type='submit'>{t.keys.submit}</button>
        </form>
      )}
    </section>
  )
}
