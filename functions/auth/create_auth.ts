import type { JWK } from 'jose'
import { authenticate } from './authenticate.ts'
import type { Authenticated } from './authenticate.ts'
import { changePassword } from './change_password.ts'
import type { ChangePasswordInput } from './change_password.ts'
import type { AuthContext, AuthDeps, Outcome } from './context.ts'
import { deleteAccount, hasPassword } from './delete_account.ts'
import type { DeleteAccountInput } from './delete_account.ts'
import { createKeyRing } from './key_ring.ts'
import { purgeAuth } from './purge.ts'
import { refreshSession } from './refresh_session.ts'
import { register } from './register.ts'
import type { RegisterInput } from './register.ts'
import { findResetLink, requestReset, resetPassword } from './reset_password.ts'
import { signOut, signOutEverywhere } from './sessions.ts'
import type { SessionTokens } from './sessions.ts'
import { signIn } from './sign_in.ts'
import { signInWithIdentity } from './sign_in_with_identity.ts'
import { updateProfile } from './update_profile.ts'
import type { UpdateProfileInput } from './update_profile.ts'
import { findVerifyLink, verifyEmail } from './verify_email.ts'
import type { VerifyEmailInput } from './verify_email.ts'
import type { Identity } from '../../infra/oidc/oidc.ts'

/** Accounts and sign-ins. Each verb is described where it is defined. */
export interface Auth {
  register(input: RegisterInput): Promise<Outcome<{ accountId: string }>>
  findVerifyLink(token: string): Promise<{ accountId: string; email: string }>
  verifyEmail(input: VerifyEmailInput): Promise<Outcome<SessionTokens>>
  signIn(input: { email: string; password: string }): Promise<SessionTokens | null>
  signInWithIdentity(identity: Identity): Promise<SessionTokens>
  authenticate(accessToken: string): Promise<Authenticated | null>
  refresh(refreshToken: string): Promise<SessionTokens | null>
  signOut(sessionId: string): Promise<void>
  signOutEverywhere(input: { accountId: string; except?: string }): Promise<void>
  changePassword(input: ChangePasswordInput): Promise<Outcome>
  requestReset(input: { email: string; locale: string | null }): void
  findResetLink(token: string): Promise<{ accountId: string; email: string }>
  resetPassword(input: { token: string; newPassword: string }): Promise<Outcome<SessionTokens>>
  updateProfile(input: UpdateProfileInput): Promise<void>
  hasPassword(accountId: string): Promise<boolean>
  deleteAccount(input: DeleteAccountInput): Promise<Outcome>
  purge(): Promise<void>
  jwks(): Promise<{ readonly keys: readonly JWK[] }>
  /** False when mails end in the server's log. */
  readonly mailDelivers: boolean
  /** Waits for mails that are being sent. Closes nothing that it did not open. */
  settle(): Promise<void>
}

export function createAuth(deps: AuthDeps): Auth {
  const { db, secret, now, log, mail, onDelete = [] } = deps
  const running = new Set<Promise<void>>()
  const context: AuthContext = {
    ...deps,
    onDelete,
    keys: createKeyRing({ db, secret, now, log }),
    background(what, work) {
      const run = work().catch((error: unknown) => log.error('background-failed', { what, error })).finally(() => running.delete(run))
      running.add(run)
    },
  }
  return {
    mailDelivers: mail.delivers,
    register: (input) => register(context, input),
    findVerifyLink: (token) => findVerifyLink(context, token),
    verifyEmail: (input) => verifyEmail(context, input),
    signIn: (input) => signIn(context, input),
    signInWithIdentity: (identity) => signInWithIdentity(context, identity),
    authenticate: (token) => authenticate(context, token),
    refresh: (token) => refreshSession(context, token),
    signOut: (sessionId) => signOut(context, sessionId),
    signOutEverywhere: (input) => signOutEverywhere(context, input),
    changePassword: (input) => changePassword(context, input),
    requestReset: (input) => requestReset(context, input),
    findResetLink: (token) => findResetLink(context, token),
    resetPassword: (input) => resetPassword(context, input),
    updateProfile: (input) => updateProfile(context, input),
    hasPassword: (accountId) => hasPassword(context, accountId),
    deleteAccount: (input) => deleteAccount(context, input),
    purge: () => purgeAuth(context),
    jwks: () => context.keys.jwks(),
    async settle() {
      await Promise.all(running)
    },
  }
}
