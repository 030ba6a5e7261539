import type { DocumentRefusal } from '../../../domain/document.ts'

/** What the first bytes say that a file is. A zip archive may be a DOCX, which shows inside. */
export type Sniffed = { readonly kind: 'pdf' | 'zip' | 'text' } | { readonly kind: 'refused'; readonly refusal: DocumentRefusal }

/** PDF allows so much before its mark. */
const PDF_MARK_WITHIN = 1_024
/** As much as tells text from anything else. */
const HEAD_BYTES = 64 * 1_024
/** Compound files: old Office files, and new ones with a password. */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
const ENCRYPTED_PACKAGE = 'EncryptedPackage'
/** Written as text, and meant for programs. */
const MARKUP = /^\s*(?:<!doctype\s+html|<html|<head|<body|<script|<svg|<\?xml|<\?php|\{\\rtf)/i

/** What a file is by its content: its name and whatever its sender said of it count for nothing. */
export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return { kind: 'refused', refusal: 'empty' }
  if (startsWith(bytes, COMPOUND)) return { kind: 'refused', refusal: holdsUtf16(bytes, ENCRYPTED_PACKAGE) ? 'encrypted' : 'unsupported' }
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06])) return { kind: 'zip' }
  if (latin(bytes.subarray(0, PDF_MARK_WITHIN)).includes('%PDF-')) return { kind: 'pdf' }
  const head = bytes.subarray(0, HEAD_BYTES)
  // UTF-16 is full of zeros, and its mark tells it from what is no text.
  const isWide = startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])
  if (!isWide && head.includes(0)) return { kind: 'refused', refusal: 'unsupported' }
  if (MARKUP.test(latin(head.subarray(0, 512)).replace(/^\u00ef\u00bb\u00bf/, ''))) return { kind: 'refused', refusal: 'unsupported' }
  return { kind: 'text' }
}

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

function holdsUtf16(bytes: Uint8Array, word: string): boolean {
  return latin(bytes).includes([...word].join('\0'))
}

function latin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
