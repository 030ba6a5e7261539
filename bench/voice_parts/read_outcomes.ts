/** What became of the dubs of a server, from its `/metrics`: outcome → how many. */
export async function readOutcomes(home: string): Promise<Record<string, number>> {
  const text = await (await fetch(new URL('/metrics', home))).text()
  const counts = [...text.matchAll(/^parley_dubs_total\{outcome="([^"]+)"\} (\d+)$/gm)]
  return Object.fromEntries(counts.map(([, outcome, count]) => [outcome!, Number(count)]))
}
