const SHOWN_MS = 2_500

async function toClipboard(text: string): Promise<boolean> {
  // Absent on pages that are neither https nor localhost, and refused where the user forbids it.
  if (!('clipboard' in navigator)) return false
  return await navigator.clipboard.writeText(text).then(() => true, () => false)
}

/** Buttons that copy an address, and say so. Where that is not allowed the address is shown to be copied by hand. */
export function runCopyLinks(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const text = button.querySelector<HTMLElement>('[data-copy-text]')!
    const before = text.textContent
    button.addEventListener('click', async () => {
      const url = button.dataset.copy!
      if (!(await toClipboard(url))) return void prompt(button.dataset.byHand, url)
      text.textContent = button.dataset.done!
      setTimeout(() => (text.textContent = before), SHOWN_MS)
    })
  }
}
