// @ts-check

/** Pages in a browser without a meeting, and what computes without waiting for anything: what it is tested for does not depend on when it gets the machine. */
const GIVE_WAY = [
  'tests/e2e/pages_test.ts', 'tests/e2e/account_test.ts', 'tests/e2e/transcripts_test.ts', 'tests/e2e/administration_test.ts', 'tests/typecheck_test.ts', 'edge/gateway/device_test.ts',
  'models/whisper/', 'models/diarization/', 'models/onnx/', 'models/vad/', 'models/tts/', 'bench/', 'domain/', 'views/',
]

/**
 * Whether a test gives way to meetings in browsers, which have to keep up with speech, and fills what they leave of the machine.
 * @param {string} file relative to the root
 */
export function givesWay(file) {
  return GIVE_WAY.some((path) => file.startsWith(path))
}
