import type { PushStyle } from '../../ids.ts'

/** What is needed of a list on the page; lets the rules be tested without a browser. */
export interface List<Item extends { readonly id: string }> {
  readonly items: readonly Item[]
  append(item: Item): void
  replace(old: Item, by: Item): void
  remove(item: Item): void
  /** The item with this id, at any depth. */
  find(id: string): Item | undefined
}

/** Lands pushed items in a list by their ids. Answers those that are new on the page. */
export function landPush<Item extends { readonly id: string }>(
  style: PushStyle,
  list: List<Item>,
  pushed: readonly Item[],
): Item[] {
  const landed: Item[] = []
  for (const item of pushed) {
    const there = list.find(item.id)
    if (there && (style === 'upsert' || style === 'update')) list.replace(there, item)
    else if (!there && (style === 'once' || style === 'upsert' || style === 'sync')) list.append(item)
    else {
      if (there && style === 'remove') list.remove(there)
      continue
    }
    landed.push(item)
  }
  if (style === 'sync') {
    const kept = new Set(pushed.map(({ id }) => id))
    // What has no id of the server's (a shared screen) is the script's own.
    for (const item of list.items) if (item.id !== '' && !kept.has(item.id)) list.remove(item)
  }
  return landed
}

const STYLES: ReadonlySet<string> = new Set<PushStyle>(['once', 'upsert', 'update', 'remove', 'sync'])

/** The htmx extension `parley`: swap styles for the lists of the room (see views/ids.ts). */
export const parleySwaps = {
  handleSwap(style: string, target: Element, fragment: DocumentFragment | Element): Element[] | false {
    if (!STYLES.has(style)) return false
    return landPush<Element>(style as PushStyle, {
      get items() {
        return [...target.children]
      },
      append: (item) => target.append(item),
      replace: (old, by) => old.replaceWith(by),
      remove: (item) => item.remove(),
      find: (id) => target.querySelector(`#${CSS.escape(id)}`) ?? undefined,
    }, [...fragment.children])
  },
}
