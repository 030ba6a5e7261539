import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emailSchema, isGuessable, newPasswordSchema, typedPasswordSchema } from './account.ts'

const firstError = (parsed: { success: boolean; error?: { issues: readonly { message: string }[] } }) => parsed.error?.issues[0]?.message

test('an address is compared without case and spaces around it', () => {
  assert.equal(emailSchema.parse('  Ada@Example.ORG '), 'ada@example.org')
  for (const wrong of ['', 'ada', 'ada@', '@example.org', 'ada@example', 'a b@example.org', `${'x'.repeat(250)}@example.org`, 'ada@example.org\nBcc: eve@example.org']) {
    assert.equal(firstError(emailSchema.safeParse(wrong)), 'email-invalid', wrong)
  }
})

test('a new password has a length and is not one of the commonest', () => {
  assert.equal(newPasswordSchema.parse('plain but long'), 'plain but long')
  assert.equal(firstError(newPasswordSchema.safeParse('nine chrs')), 'password-short')
  assert.equal(firstError(newPasswordSchema.safeParse('x'.repeat(201))), 'password-long')
  for (const common of ['Password123', '1234567890', 'aaaaaaaaaaaaaaa', 'ababababab']) {
    assert.equal(firstError(newPasswordSchema.safeParse(common)), 'password-common', common)
  }
})

test('the same word typed on two keyboards is the same password', () => {
  assert.equal(typedPasswordSchema.parse('acao\u0303'), typedPasswordSchema.parse('aca\u00f5'))
  assert.equal(firstError(typedPasswordSchema.safeParse('')), 'password-missing')
})

test('a password that repeats who one is counts as guessable', () => {
  const who = { email: 'adalovelace@example.org', name: 'Ada Lovelace' }
  for (const password of ['AdaLovelace', 'ada lovelace', 'adalovelace@example.org']) assert.ok(isGuessable(password, who), password)
  assert.ok(!isGuessable('difference engine', who))
})
