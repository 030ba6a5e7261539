import { locales, type Messages, messagesFor } from '../messages/mod.ts'
import { routes } from '../routes.ts'

/** The languages of the pages, each by its own name. `here`: the path to come back to. */
export function LocaleSwitch({ t, here }: { t: Messages; here?: string | undefined }) {
  return (
    <form method='post' action={routes.locale.to()} class='locales' aria-label={t.common.pageLanguage}>
      {here !== undefined && <input type='hidden' name='next' value={here} />}
      {locales.map((locale) => {
        const { locale: tag, ownName } = messagesFor(locale)
        return (
          <button
            class='locale'
            type='submit'
            name='locale'
            value={locale}
            lang={tag}
            aria-current={tag === t.locale ? 'true' : undefined}
          >
            {ownName}
          </button>
        )
      })}
    </form>
  )
}
