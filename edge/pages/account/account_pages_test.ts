import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DomainError } from '../../../domain/errors.ts'
import { isSignedIn, openTestEdge, PASSWORD, visitors } from './testing.ts'

let edge: Awaited<ReturnType<typeof openTestEdge>>
before(async () => {
  edge = await openTestEdge()
})
after(() => edge.close())

const { someone, signedUp } = visitors(() => edge)

test('register, confirm, sign out, sign in, reset: with forms alone', async () => {
  const { email, browser } = someone()
  const page = await (await browser.get('/register')).text()
  for (const label of ['Your name', 'E-mail', 'Password']) assert.match(page, new RegExp(`<label[^>]*>${label}</label>`))
  assert.match(page, />Create account<\/button>/)
  const registered = await browser.post('/register', { name: 'Ada', email, password: PASSWORD })
  assert.equal(registered.status, 303)
  const sent = await (await browser.get(registered.headers.get('location')!)).text()
  assert.match(sent, /no mail set up.*mail-not-configured/)

  const link = edge.mailedPath()
  assert.match(await (await browser.get(link)).text(), new RegExp(`confirms that ${email} is yours`))
  assert.equal(await isSignedIn(browser), false, 'opening the link alone does nothing')
  assert.equal((await browser.post(link, {})).headers.get('location'), '/account?done=verified')
  const account = await (await browser.get('/account?done=verified')).text()
  assert.match(account, /Your address is confirmed/)
  for (const button of ['Sign out', 'Sign out everywhere', 'Change password', 'Delete account']) assert.match(account, new RegExp(`<button[^>]*>${button}</button>`))

  assert.equal((await browser.post('/sign-out', {})).headers.get('location'), '/')
  const asked = await browser.get('/account')
  assert.equal(asked.headers.get('location'), '/sign-in?next=%2Faccount')
  assert.equal((await browser.post('/sign-in', { email: ` ${email.toUpperCase()} `, password: PASSWORD, next: '/account' })).headers.get('location'), '/account')
  assert.ok(await isSignedIn(browser))
  assert.equal((await browser.get('/sign-in')).headers.get('location'), '/')

  await browser.post('/sign-out', {})
  assert.equal((await browser.post('/reset', { email })).headers.get('location'), '/reset/sent')
  await edge.identity.auth.settle()
  const reset = edge.mailedPath()
  assert.match(await (await browser.get(reset)).text(), /<label[^>]*>New password<\/label>/)
  assert.equal((await browser.post(reset, { newPassword: 'short' })).status, 422)
  assert.equal((await browser.post(reset, { newPassword: 'analytical engine' })).headers.get('location'), '/account?done=password')
  assert.ok(await isSignedIn(browser))
  assert.equal((await browser.get(reset)).status, 404)
  assert.match(await (await browser.get(link)).text(), /This link does not work any more/)
})

test('mistakes stand beside their fields; what was typed is kept, the password is not', async () => {
  const { browser } = someone()
  const refused = await browser.post('/register', { name: ' ', email: 'not an address', password: 'secret-1' })
  assert.equal(refused.status, 422)
  const page = await refused.text()
  assert.match(page, /id="field-name-error">Enter your name/)
  assert.match(page, /id="field-email-error">Enter an e-mail address/)
  assert.match(page, /id="field-password-error">Use at least 10 characters/)
  assert.match(page, /value="not an address"/)
  assert.match(page, /aria-describedby="field-password-hint field-password-error"/)
  assert.ok(!page.includes('secret-1'))
  const signIn = await browser.post('/sign-in', { email: 'ada@example.org', password: 'secret-2', next: '/account' })
  assert.equal(signIn.status, 422)
  const again = await signIn.text()
  assert.match(again, /role="alert"[^>]*>E-mail or password is wrong/)
  assert.match(again, /value="ada@example.org"/)
  assert.match(again, /<input type="hidden" name="next" value="\/account"/)
  assert.ok(!again.includes('secret-2'))
  assert.equal((await browser.post('/sign-in', {})).status, 422)
})

test('an address that has an account gets the same answer as one that has none', async () => {
  const { email } = await signedUp()
  const answers = await Promise.all([email, someone().email].map(async (address) => {
    const { browser } = someone()
    const registered = await browser.post('/register', { name: 'Eve', email: address, password: PASSWORD })
    const reset = await browser.post('/reset', { email: address })
    const wrong = await (await browser.post('/sign-in', { email: address, password: 'wrong password' })).text()
    return [registered.status, registered.headers.get('location'), [...browser.jar.keys()], reset.status, reset.headers.get('location'), wrong.replaceAll(address, 'X')]
  }))
  assert.deepEqual(answers[0], answers[1])
})

test('in another browser the link asks for the password', async () => {
  const { email, browser } = someone()
  await browser.post('/register', { name: 'Ada', email, password: PASSWORD })
  const link = edge.mailedPath()
  const other = someone().browser
  assert.match(await (await other.get(link)).text(), /<label[^>]*>Password<\/label>/)
  assert.equal((await other.post(link, { password: 'wrong password' })).status, 422)
  assert.equal((await other.post(link, { password: PASSWORD })).status, 303)
  assert.ok(await isSignedIn(other))
})

test('name and language are kept, and the pages follow', async () => {
  const { browser } = await signedUp()
  assert.equal((await browser.post('/account', { name: 'Ada Lovelace', locale: 'vi' })).status, 303)
  const page = await (await browser.get('/account?done=profile')).text()
  assert.match(page, /<html lang="vi"/)
  assert.match(page, /value="Ada Lovelace"/)
  assert.match(page, /Đã lưu\./)
  const wrong = await browser.post('/account', { name: '', locale: 'xx' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /Hãy nhập tên của bạn.*Hãy chọn một mục trong danh sách/)
  for (const [language, word] of [['pt-BR', 'Entrar'], ['vi', 'Đăng nhập'], ['en', 'Sign in']]) {
    assert.match(await (await edge.browser().get('/sign-in', { 'accept-language': language! })).text(), new RegExp(`<h1[^>]*>${word}</h1>`))
  }
})

test('changing the password signs other devices out, signing out everywhere this one too', async () => {
  const { email, browser } = await signedUp()
  const phone = edge.browser()
  await phone.post('/sign-in', { email, password: PASSWORD })
  assert.equal((await browser.post('/account/password', { password: 'wrong password', newPassword: 'analytical engine' })).status, 422)
  assert.ok(await isSignedIn(phone))
  assert.equal((await browser.post('/account/password', { password: PASSWORD, newPassword: 'analytical engine' })).headers.get('location'), '/account?done=password')
  assert.ok(await isSignedIn(browser))
  assert.equal(await isSignedIn(phone), false)
  await phone.post('/sign-in', { email, password: 'analytical engine' })
  const out = await browser.post('/account/sign-out-everywhere', {})
  assert.match(await (await browser.get(out.headers.get('location')!)).text(), /You are signed out everywhere/)
  assert.equal(await isSignedIn(browser), false)
  assert.equal(await isSignedIn(phone), false)
})

test('an account is deleted with its password, and says so', async () => {
  const { email, browser } = await signedUp()
  const wrong = await browser.post('/account/delete', { password: 'wrong password' })
  assert.equal(wrong.status, 422)
  assert.match(await wrong.text(), /id="field-delete-password-error">This is not the password/)
  const deleted = await browser.post('/account/delete', { password: PASSWORD })
  assert.match(await (await browser.get(deleted.headers.get('location')!)).text(), /everything in it is deleted/)
  assert.equal(await isSignedIn(browser), false)
  assert.equal((await browser.post('/sign-in', { email, password: PASSWORD })).status, 422)
})

test('mail that cannot be sent is said on the page', async () => {
  const code = { now: 'unavailable' as 'unavailable' | 'invalid-input' }
  const mail = { delivers: true, send: async () => Promise.reject(new DomainError(code.now, 'Cannot send mail now: the mail server does not take it')), close: async () => {} }
  const other = await openTestEdge({ db: edge.db, mail })
  const away = await other.browser().post('/register', { name: 'Ada', email: someone().email, password: PASSWORD })
  assert.equal(away.status, 503)
  assert.match(await away.text(), /mail server does not take it/)
  code.now = 'invalid-input'
  const refused = await other.browser().post('/register', { name: 'Ada', email: someone().email, password: PASSWORD })
  assert.equal(refused.status, 422)
  assert.match(await refused.text(), /The mail server refuses this address/)
  assert.doesNotMatch(await (await other.browser().get('/register/sent')).text(), /mail-not-configured/)
})
