/** Times in the reader's own zone, which only their device knows. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

for (const field of document.querySelectorAll<HTMLElement>('[data-local-time]')) {
  const [time, hidden] = field.querySelectorAll<HTMLInputElement>('input')
  const hint = field.querySelector('.hint')
  if (!time || !hidden || !zone) continue
  if (hidden.value !== zone && time.value !== '') time.value = localText(new Date(`${time.value}Z`))
  hidden.value = zone
  if (hint) hint.textContent = (field.dataset.hint ?? '').replace('{zone}', zone.replaceAll('_', ' '))
}

// Nobody chose a zone yet: this device's, in place of a page in UTC.
for (const field of document.querySelectorAll<HTMLSelectElement>('select[data-own-zone]')) {
  if (!zone || !field.form || field.value === zone) continue
  if (![...field.options].some(({ value }) => value === zone)) field.add(new Option(zone, zone))
  field.value = zone
  const query = new URLSearchParams([...new FormData(field.form)].map(([name, value]) => [name, String(value)]))
  location.replace(`${field.form.action}?${query}`)
}

showLocally(document)
// What htmx puts into the page later.
document.addEventListener('htmx:load', (event) => {
  if (event.target instanceof Element) showLocally(event.target)
})

function showLocally(within: ParentNode): void {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' })
  for (const element of within.querySelectorAll<HTMLTimeElement>('time[data-local]')) element.textContent = format.format(new Date(element.dateTime))
}

/** As a `datetime-local` field has it. */
function localText(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
