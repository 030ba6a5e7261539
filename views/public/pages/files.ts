/** A file that is larger than the server takes is said to be so where it was chosen: once it was sent, the form would be lost. */
for (const input of document.querySelectorAll<HTMLInputElement>('input[type=file][data-too-large]')) {
  const error = input.closest('.field')?.querySelector<HTMLElement>('.field-error')
  if (!error) continue
  const isTooLarge = () => (input.files?.[0]?.size ?? 0) > Number(input.dataset.maxBytes)
  input.addEventListener('change', () => {
    error.hidden = !isTooLarge()
    error.textContent = isTooLarge() ? input.dataset.tooLarge ?? '' : ''
    if (isTooLarge()) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
  })
  input.form?.addEventListener('submit', (event) => {
    if (!isTooLarge()) return
    event.preventDefault()
    input.focus()
  })
}
