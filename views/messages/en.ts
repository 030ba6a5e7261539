/** Every word of the pages in English; the other languages have the same keys. One namespace for each area. */
export const en = {
  /** BCP 47 tag for `lang` and `Intl`. */
  locale: 'en' as string,
  /** What the language calls itself. */
  ownName: 'English',
  common: {
    parley: 'Parley',
    /** The title of a page: what it is about, then the product. */
    title: (about: string) => `${about} · Parley`,
    checkForm: 'Check the form',
    skipToContent: 'Skip to content',
    save: 'Save',
    cancel: 'Cancel',
    close: 'Close',
    tryAgain: 'Try again',
    toStart: 'To the start page',
    /** The switch of the pages' language. */
    pageLanguage: 'Language of this page',
  },
  account: {
    email: 'E-mail',
    password: 'Password',
    newPassword: 'New password',
    name: 'Your name',
    language: 'Language',
    followBrowser: 'As the browser says',
    passwordHint: (min: number) => `At least ${min} characters. A sentence is easy to remember.`,
    register: {
      title: 'Create an account',
      lead: 'With an account you keep your rooms and transcripts. Joining a meeting needs none.',
      submit: 'Create account',
      haveOne: 'Do you have an account?',
      sentTitle: 'Confirm your address',
      sent: 'We sent a message to the address that you typed. Open the link in it to finish.',
    },
    signIn: {
      title: 'Sign in',
      submit: 'Sign in',
      with: (provider: string) => `Sign in with ${provider}`,
      or: 'or',
      wrong: 'E-mail or password is wrong, or the address is not confirmed yet: then open the link that we sent.',
      forgot: 'Forgot your password?',
      none: 'No account yet?',
      elsewhere: 'Signing in there did not work.',
    },
    verify: {
      title: 'Confirm your address',
      lead: (email: string) => `This confirms that ${email} is yours and signs you in.`,
      password: 'This is another browser than the one you registered in, so enter your password as well.',
      submit: 'Confirm address',
    },
    reset: {
      title: 'Reset your password',
      lead: 'Type the address of your account. We send a link that sets a new password.',
      submit: 'Send reset link',
      sentTitle: 'Look into your mail',
      sent: 'If there is an account with this address, a message with a link is on its way. Nothing there after some minutes? Look among the unwanted mail, or try again.',
      linkTitle: 'Set a new password',
      linkLead: (email: string) => `For the account ${email}. You are signed out on all other devices.`,
      linkSubmit: 'Set new password',
    },
    deadLink: {
      title: 'This link does not work any more',
      lead: 'It was used, replaced by a newer one, or is too old.',
      again: 'Get a new link',
    },
    noMail: 'This server has no mail set up: the link stands in the server’s log, in the line “mail-not-configured”. Ask whoever runs it.',
    page: {
      title: 'Your account',
      tier: 'Plan',
      profile: 'Name and language',
      changePassword: 'Change password',
      presentPassword: 'Password',
      noPassword: 'You sign in elsewhere and have no password here. To set one, ask for a reset link.',
      sessions: 'Where you are signed in',
      sessionsLead: 'Ends every sign-in of yours at once, on this device too.',
      signOut: 'Sign out',
      signOutEverywhere: 'Sign out everywhere',
      delete: 'Delete account',
      deleteLead: 'Deletes your account, your rooms, their meetings with all transcripts, and every file of yours. It cannot be undone.',
      deleteByEmail: 'Type your e-mail address to delete the account',
    },
    tiers: { free: 'Free', premium: 'Premium', pro: 'Pro', enterprise: 'Enterprise' },
    done: {
      profile: 'Saved.',
      password: 'The password is changed. Every other device is signed out.',
      verified: 'Your address is confirmed. Welcome!',
      everywhere: 'You are signed out everywhere.',
      deleted: 'Your account and everything in it is deleted.',
    },
    errors: {
      'name-missing': 'Enter your name',
      'name-long': 'Use at most 60 characters',
      'email-invalid': 'Enter an e-mail address, as in ada@example.org',
      'password-missing': 'Enter your password',
      'password-short': 'Use at least 10 characters',
      'password-long': 'Use at most 200 characters',
      'password-common': 'This is one of the first that anyone would guess. Choose another',
      'password-wrong': 'This is not the password',
      'locale-unknown': 'Choose one of the list',
      'confirmation-wrong': 'This is not the address of this account',
      'email-refused': 'The mail server refuses this address',
    },
  },
  mail: {
    verify: {
      subject: 'Confirm your address for Parley',
      text: ({ name, link }: { name: string; link: string }) =>
        `Hello ${name},\n\nopen this link to confirm your address and finish your Parley account. It works for one day:\n\n${link}\n\nYou did not ask for this? Then do nothing: no account comes to be.\n`,
    },
    exists: {
      subject: 'You have a Parley account already',
      text: ({ name, signIn, reset }: { name: string; signIn: string; reset: string }) =>
        `Hello ${name},\n\nsomeone, probably you, wanted to create a Parley account with this address. You have one already.\n\nSign in: ${signIn}\nForgot your password: ${reset}\n\nIt was not you? Then do nothing: nothing has changed.\n`,
    },
    reset: {
      subject: 'Set a new password for Parley',
      text: ({ name, link }: { name: string; link: string }) =>
        `Hello ${name},\n\nopen this link to set a new password. It works once, for one hour:\n\n${link}\n\nYou did not ask for this? Then do nothing: your password stays.\n`,
    },
    passwordChanged: {
      subject: 'Your Parley password was changed',
      text: ({ name, reset }: { name: string; reset: string }) =>
        `Hello ${name},\n\nthe password of your Parley account was just changed, and every other device was signed out.\n\nIt was not you? Set a new one at once: ${reset}\n`,
    },
  },
}

/** What every language provides. */
export type Messages = typeof en
