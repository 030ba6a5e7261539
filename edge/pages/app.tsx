import { Hono } from 'hono'
import type { Language } from '../../domain/language.ts'
import type { AssetUrl } from '../../views/mod.ts'
import { HomePage, routes } from '../../views/mod.ts'
import type { MessagesOf } from '../gateway/locale.ts'
import { emptyForm } from './form.ts'

export interface PagesOptions {
  readonly assetUrl: AssetUrl
  readonly messages: MessagesOf
  /** Languages that can be read, asked anew for each page: engines come and go. */
  readonly readable: () => Promise<readonly Language[]>
}

/** The start page. */
export function createPagesApp({ assetUrl, messages, readable }: PagesOptions) {
  return new Hono()
    .get(routes.home.path, async (c) => c.html(<HomePage t={await messages(c)} assetUrl={assetUrl} form={emptyForm(c)} readable={await readable()} />))
}
