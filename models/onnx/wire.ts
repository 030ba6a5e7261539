/**
 * One field of a Protocol Buffers message: its number, its wire type, and its value. Values of wire type 2 are views
 * into the message they were read from, and what is to be written may stand there in pieces, which no one joins.
 */
export type Field =
  | { readonly number: number; readonly wire: 0; readonly value: bigint }
  | { readonly number: number; readonly wire: 1 | 5; readonly value: Uint8Array }
  | { readonly number: number; readonly wire: 2; readonly value: Uint8Array | readonly Uint8Array[] }

const FIXED_BYTES = { 1: 8, 5: 4 } as const
const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder('utf-8', { ignoreBOM: true }) }

/** Splits a message into its fields, in their order, without copying. Throws RangeError where the bytes are no message. */
export function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) throw new RangeError(`a field of ${count} bytes begins ${bytes.length - at} bytes before the end`)
    return bytes.subarray(at, (at += count))
  }
  const varint = (): bigint => {
    let [low, shift] = [0, 0]
    for (; shift < 28; shift += 7) {
      const byte = take(1)[0]!
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return BigInt(low >>> 0)
    }
    let value = BigInt(low)
    for (; shift < 70; shift += 7) {
      const byte = take(1)[0]!
      value |= BigInt(byte & 0x7f) << BigInt(shift)
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new RangeError('a number is longer than 64 bits')
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const [number, wire] = [Math.floor(tag / 8), tag % 8]
    if (number === 0) throw new RangeError('a field has the number 0')
    if (wire === 0) fields.push({ number, wire, value: varint() })
    else if (wire === 2) fields.push({ number, wire, value: take(Number(varint())) })
    else if (wire === 1 || wire === 5) fields.push({ number, wire, value: take(FIXED_BYTES[wire]) })
    else throw new RangeError(`a field has the wire type ${wire}`)
  }
  return fields
}

/** The bytes of a message, in pieces: the fields by number, those of one number in the order given, as protoc writes them. */
export function writeFields(fields: readonly Field[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  for (const field of fields.toSorted((a, b) => a.number - b.number)) {
    const head = writeVarint(BigInt(field.number * 8 + field.wire))
    if (field.wire === 0) pieces.push(Uint8Array.from([...head, ...writeVarint(field.value)]))
    else if (field.wire === 2) {
      const parts = field.value instanceof Uint8Array ? [field.value] : field.value
      pieces.push(Uint8Array.from([...head, ...writeVarint(BigInt(sizeOf(parts)))]), ...parts)
    } else pieces.push(Uint8Array.from(head), field.value)
  }
  return pieces
}

/** Bytes in all pieces together. */
export function sizeOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0)
}

/** The whole message of a nested field, joined where it stands in pieces. */
export function bytesOf(field: Field): Uint8Array {
  if (field.wire === 0) throw new RangeError(`field ${field.number} is a number, not bytes`)
  return field.value instanceof Uint8Array ? field.value : join(field.value)
}

/** A signed 64-bit number. */
export function intOf(field: Field): bigint {
  if (field.wire !== 0) throw new RangeError(`field ${field.number} is not a number`)
  return BigInt.asIntN(64, field.value)
}

/** Signed 64-bit numbers of a repeated field, packed or one by one. */
export function intsOf(field: Field): bigint[] {
  if (field.wire === 0) return [intOf(field)]
  const [numbers, bytes] = [[] as bigint[], bytesOf(field)]
  for (let at = 0, value = 0n, shift = 0n; at < bytes.length; at++) {
    value |= BigInt(bytes[at]! & 0x7f) << shift
    shift += 7n
    if (bytes[at]! < 0x80) {
      numbers.push(BigInt.asIntN(64, value))
      value = shift = 0n
    }
  }
  return numbers
}

/** 32-bit floats of a field, packed or one alone. */
export function floatsOf(field: Field): number[] {
  const bytes = bytesOf(field)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getFloat32(4 * index, true))
}

export const textOf = (field: Field): string => utf8.decoder.decode(bytesOf(field))

export const intField = (number: number, value: bigint | number): Field => ({ number, wire: 0, value: BigInt.asUintN(64, BigInt(value)) })

export const textField = (number: number, text: string): Field => ({ number, wire: 2, value: utf8.encoder.encode(text) })

export const bytesField = (number: number, value: Uint8Array | readonly Uint8Array[]): Field => ({ number, wire: 2, value })

export function floatField(number: number, value: number): Field {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return { number, wire: 5, value: bytes }
}

/** One array of all pieces. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(sizeOf(pieces))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

function writeVarint(value: bigint): number[] {
  const bytes: number[] = []
  for (; value > 0x7fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80)
  return [...bytes, Number(value)]
}
