/** What the tests use of the package, which has no types of its own. */
declare module 'webvtt-parser' {
  export interface CueNode {
    readonly type: string
    readonly name?: string
    readonly value?: string
    readonly children?: readonly CueNode[]
  }
  export interface Cue {
    /** Seconds. */
    readonly startTime: number
    readonly endTime: number
    readonly tree: CueNode
  }
  const webvtt: {
    WebVTTParser: new (entities?: Readonly<Record<string, string>>) => { parse(text: string, mode: 'metadata' | 'subtitles'): { cues: Cue[]; errors: { message: string; line: number }[] } }
  }
  export default webvtt
}
