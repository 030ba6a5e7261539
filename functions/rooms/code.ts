import { createHmac } from 'node:crypto'
import { deriveKey } from '../../infra/seal.ts'

/** 31 letters and digits that nobody mistakes for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 3
const GROUP_LENGTH = 4
/** Bytes past the last full run of the alphabet are drawn again, so that every symbol is equally likely. */
const FAIR = 256 - (256 % ALPHABET.length)

/** An unguessable code for a room: 12 of 31 symbols, 59 bits. */
export function randomCode(): string {
  return codeFrom(() => crypto.getRandomValues(new Uint8Array(32)))
}

/** The one code that goes with `of`, unguessable for whoever does not have the deployment's secret. */
export function codeFor(of: string, secret: string): string {
  const key = deriveKey({ secret, purpose: 'room-code' })
  let round = 0
  return codeFrom(() => createHmac('sha256', key).update(`${round++} ${of}`).digest())
}

function codeFrom(draw: () => Uint8Array): string {
  let symbols = ''
  while (symbols.length < GROUPS * GROUP_LENGTH) {
    for (const byte of draw()) if (byte < FAIR) symbols += ALPHABET[byte % ALPHABET.length]!
  }
  return Array.from({ length: GROUPS }, (_, group) => symbols.slice(group * GROUP_LENGTH, (group + 1) * GROUP_LENGTH)).join('-')
}
