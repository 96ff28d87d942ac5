/** The calls over the network, as the API log shows them: found again by words, counted, and told in full. */
import type { ApiCall } from '../snapshot.ts';
import { momentText } from './moment-text.ts';

export interface CallFilter {
  /** Words that must all be in the call, in any case; `-word` must not. */
  readonly text: string;
  readonly errorsOnly: boolean;
}

/** The calls that pass, in order; the same array when all do. */
export function filterCalls(calls: readonly ApiCall[], { text, errorsOnly }: CallFilter): readonly ApiCall[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && !errorsOnly) return calls;
  const wanted = words.filter((word) => !isRefusal(word));
  const refused = words.filter(isRefusal).map((word) => word.slice(1));
  return calls.filter((call) => {
    if (errorsOnly && call.error === undefined) return false;
    if (words.length === 0) return true;
    const all = `${call.service} ${call.from} ${call.to} ${call.what} ${call.error ?? ''}`.toLowerCase();
    return wanted.every((word) => all.includes(word)) && !refused.some((word) => all.includes(word));
  });
}

const isRefusal = (word: string) => word.length > 1 && word.startsWith('-');

/** `112 calls, 14 failed` */
export function callCounts(calls: readonly ApiCall[]): { readonly calls: number; readonly failed: number } {
  let failed = 0;
  for (const { error } of calls) if (error !== undefined) failed += 1;
  return { calls: calls.length, failed };
}

/** `0.4 ms`, `32 ms`, `1.2 s`, `10.0 s`, `1 min 30 s` in at most 7 columns below ten minutes. */
export function latencyText(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** When it was answered or given up: in this order calls stand in the log. */
export function overUs({ atUs, latencyMs }: ApiCall): number {
  return atUs + Math.round(latencyMs * 1000);
}

/**
 * A machine as shortly as it can be told from others: without its process and its installation, its region as EC2 shortens it in zones'
 * names. `worker@main/worker2@us-west-1` is `worker2@usw1`.
 */
export function shortPeer(peer: string): string {
  const host = peer.slice(Math.max(peer.lastIndexOf('/'), peer.includes('/') ? -1 : peer.indexOf('@')) + 1);
  return host.replace(/@([a-z]+)-([a-z]+)-(\d)$/, (_, area, side: string, number) => {
    const letters = side.replaceAll(/north|south|east|west|central/g, (word) => word[0]!);
    return `@${area}${letters}${number}`;
  });
}

/** All that is known of a call, one field a row. */
export function callDetails(call: ApiCall): readonly { readonly label: string; readonly value: string }[] {
  return [
    { label: 'asked', value: momentText(call.atUs) },
    { label: 'over', value: `${momentText(overUs(call))}, after ${latencyText(call.latencyMs)}` },
    { label: 'from', value: call.from },
    { label: 'to', value: `${call.to} (${call.service})` },
    { label: 'call', value: call.what },
    { label: 'answer', value: call.error ?? 'ok' },
  ];
}

/** What is put on the clipboard: the command for EC2, else the call itself. */
export function copyText(call: ApiCall): string {
  return call.copy ?? call.what;
}
