import type { ProbeKind, StepKind } from './define.ts';

/** What the plug-ins of this thread do, by full name; what a file may say about them stands in the catalogue. */
export const stepKinds = new Map<string, StepKind>();
export const probeKinds = new Map<string, ProbeKind>();
