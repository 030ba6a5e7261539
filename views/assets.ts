/** Files that pages ask for. edge/assets.ts builds them and gives each an address that holds its hash. */
export const ASSETS = Object.freeze(['app.css', 'icon.svg', 'prejoin.js', 'local_time.js', 'dubs.js', 'voices.js', 'files.js', 'room.js', 'htmx.js', 'htmx-ws.js'] as const)
export type AssetName = (typeof ASSETS)[number]

/** The address of an asset: `/assets/room-5f2c….js`. */
export type AssetUrl = (name: AssetName) => string
