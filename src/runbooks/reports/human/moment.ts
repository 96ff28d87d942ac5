/** What a line of the timeline is about; each kind has a word and a shape. */
export type MomentKind = 'fault' | 'signal' | 'decision' | 'step' | 'failed' | 'milestone' | 'probe' | 'broken' | 'end';

/** One line of the story: when, what, and how much would be missing without it (0 to 100). */
export interface Moment {
  readonly atUs: number;
  readonly kind: MomentKind;
  readonly text: string;
  readonly weight: number;
}
