/** What a history says of the machines that it ran on, by field, and what stands there instead: no replay reads it. */
const PLAIN: Readonly<Record<string, string>> = { identity: 'worker', stackTrace: '' }

/** A history as JSON without process ids, hosts and folders of the machine it was recorded on. @param folder the checkout's, which failures may name */
export function plainHistory(history: unknown, { host, folder }: { readonly host: string; readonly folder: string }): unknown {
  // Queues of single workers are named after their process.
  const withoutMachine = (text: string) => text.replaceAll(folder, '').split(`@${host}`).map((part, at, parts) => (at < parts.length - 1 ? part.replace(/\d+$/, 'worker') : part)).join('')
  return JSON.parse(JSON.stringify(history), (key, value: unknown) => (typeof value === 'string' ? PLAIN[key] ?? withoutMachine(value) : value))
}
