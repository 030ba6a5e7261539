import { recall, remember } from './stored.ts'

const KINDS = { microphone: 'audioinput', camera: 'videoinput', speaker: 'audiooutput' } as const
export type DeviceKind = keyof typeof KINDS

/** What a menu shows, `name` with a number where the device has none: browsers give no names before the first permission, and some give the same device twice. */
export function deviceOptions(
  devices: readonly Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>[],
  { kind, name }: { kind: DeviceKind; name: string },
): { value: string; text: string }[] {
  const seen = new Set<string>()
  const options: { value: string; text: string }[] = []
  for (const device of devices) {
    if (device.kind !== KINDS[kind] || device.deviceId === '' || seen.has(device.deviceId)) continue
    seen.add(device.deviceId)
    options.push({
      value: device.deviceId,
      text: device.label || `${name} ${options.length + 1}`,
    })
  }
  return options
}

function canChooseSpeaker(): boolean {
  return 'setSinkId' in HTMLMediaElement.prototype
}

function fill(menu: HTMLSelectElement, options: { value: string; text: string }[], kind: DeviceKind): void {
  const wanted = recall(kind)
  menu.replaceChildren(
    ...(options.length > 0 ? options : [{ value: '', text: menu.dataset.none! }]).map(({ value, text }) => new Option(text, value)),
  )
  menu.disabled = options.length === 0
  if (wanted !== null && options.some(({ value }) => value === wanted)) menu.value = wanted
}

/**
 * Fills the device menus, now and when devices come or go, and reports what the user chooses (it is remembered first).
 */
export async function runDeviceMenus(
  onChoose: (kind: DeviceKind, deviceId: string) => void,
): Promise<{ refresh(): Promise<void> }> {
  const menus = [...document.querySelectorAll<HTMLSelectElement>('select[data-device]')].map((menu) => ({
    menu,
    kind: menu.dataset.device as DeviceKind,
  }))
  const refresh = async () => {
    const devices = 'mediaDevices' in navigator ? await navigator.mediaDevices.enumerateDevices() : []
    for (const { menu, kind } of menus) fill(menu, deviceOptions(devices, { kind, name: menu.dataset.name! }), kind)
  }
  for (const { menu, kind } of menus) {
    if (kind === 'speaker' && !canChooseSpeaker()) menu.closest<HTMLElement>('[data-device-field]')!.hidden = true
    menu.addEventListener('change', () => {
      remember(kind, menu.value)
      onChoose(kind, menu.value)
    })
  }
  if ('mediaDevices' in navigator) navigator.mediaDevices.addEventListener('devicechange', () => void refresh())
  await refresh()
  return { refresh }
}
