/** Every call over the network, as it came: found by words, only the failed ones, in full, and copied to type it oneself. */
import { Box, useStdout } from 'ink';
import { type ReactNode, useEffect, useMemo } from 'react';
import type { ApiCall } from '../../runbooks/drill/snapshot.ts';
import {
  callCounts,
  callDetails,
  copyText,
  filterCalls,
  latencyText,
  overUs,
  shortPeer,
} from '../../runbooks/drill/views/api-log.ts';
import { momentText } from '../../runbooks/drill/views/moment-text.ts';
import {
  cell,
  clip,
  Lines,
  Panel,
  panelInside,
  piece,
  type Row,
  type ScreenProps,
  spread,
  useKeys,
  useList,
  windowStart,
  wrap,
} from '../kit/index.ts';
import { messages } from '../messages.ts';
import { useKept } from './kept.ts';

const texts = messages.api;
const listName = 'calls';

export function ApiLogScreen({ session, state, columns, rows, nav }: ScreenProps): ReactNode {
  const { stdout } = useStdout();
  const errorsOnly = nav.memory('api: errors only', false);
  const open = nav.memory('api: details', false);
  const { filter } = nav;
  // Whoever reads an older call keeps the log as it was: only the newest two thousand are kept, and they would move away beneath her.
  const held = nav.memory(`${listName}: left the end`, false);
  const [kept, keep] = useKept<readonly ApiCall[] | undefined>(session, 'calls', undefined);
  const all = held ? (kept ?? state.calls) : state.calls;
  useEffect(() => {
    if (held !== (kept !== undefined)) keep(held ? state.calls : undefined);
  });
  const calls = useMemo(() => filterCalls(all, { text: filter, errorsOnly }), [all, filter, errorsOnly]);
  const counts = useMemo(() => callCounts(calls), [calls]);

  const detailHeight = open ? Math.min(12, Math.floor(rows / 2)) : 0;
  const inside = panelInside(columns, rows - detailHeight, 'top');
  const selected = useList({ nav, list: listName, count: calls.length, rows: inside.rows - 1, follow: true });
  const call = calls[selected];

  useKeys((name) => {
    switch (name) {
      case 'e':
        nav.remember('api: errors only', !errorsOnly);
        return true;
      case 'enter':
        if (call === undefined) return true;
        nav.remember('api: details', !open);
        nav.select(listName, selected);
        nav.remember(`${listName}: left the end`, true);
        return true;
      case 'esc':
        if (!open) return false;
        nav.remember('api: details', false);
        return true;
      case 'y':
        if (call === undefined) return true;
        stdout.write(clipboard(copyText(call)));
        nav.toast(texts.copied(copyText(call)), 'good');
        return true;
      default:
        return false;
    }
  });

  const failed = piece(` ${texts.failed(counts.failed)}`, counts.failed > 0 ? 'bad' : 'quiet');
  const only = errorsOnly ? [piece(` ${texts.errorsOnly}`, 'warn')] : [];
  const place = calls.length === 0 ? '0' : `${selected + 1}/${calls.length}`;
  const newer = all === state.calls ? 0 : state.calls.length - 1 - state.calls.lastIndexOf(all.at(-1)!);
  const waiting = newer > 0 ? [piece(` ${texts.newer(newer)}`, 'accent')] : [];
  const aside: Row = [`${place} ${texts.calls}`, failed, ...only, ...waiting];
  const empty = state.calls.length === 0 ? texts.none : texts.notFound;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Panel title={texts.title} aside={aside} columns={columns} rows={rows - detailHeight} frame="top" focused>
        <Box flexDirection="column">
          <Lines lines={[heading(inside.columns)]} columns={inside.columns} rows={1} />
          <CallList calls={calls} selected={selected} columns={inside.columns} rows={inside.rows - 1} empty={empty} />
        </Box>
      </Panel>
      {open && <Details call={call} columns={columns} rows={detailHeight} />}
    </Box>
  );
}

interface CallListProps {
  readonly calls: readonly ApiCall[];
  readonly selected: number;
  readonly columns: number;
  readonly rows: number;
  readonly empty: string;
}

/** Two thousand calls are many rows to make for the twenty that are seen: only those are made. */
function CallList({ calls, selected, columns, rows, empty }: CallListProps): ReactNode {
  const start = windowStart(calls.length, rows, selected);
  const lines = calls.slice(start, start + rows).map((call) => callLine(call, columns - 2));
  const at = calls.length === 0 ? undefined : selected - start;
  return <Lines lines={lines} columns={columns} rows={rows} selected={at} from={0} empty={empty} />;
}

function Details({ call, columns, rows }: { call: ApiCall | undefined; columns: number; rows: number }): ReactNode {
  const inside = panelInside(columns, rows, 'top');
  return (
    <Panel title={texts.details} columns={columns} rows={rows} frame="top">
      <Lines lines={call === undefined ? [] : detailLines(call, inside.columns)} {...inside} empty={texts.none} />
    </Panel>
  );
}

function detailLines(call: ApiCall, columns: number): Row[] {
  const fields = callDetails(call).flatMap(({ label, value }) =>
    wrap(value, columns - 9).map((text, index): Row => {
      const tone = label === 'answer' && call.error !== undefined ? 'bad' : 'plain';
      return [piece(cell(index === 0 ? label : '', 9), 'quiet'), piece(text, tone)];
    }),
  );
  if (call.copy === undefined) return fields;
  const command = wrap(call.copy, columns - 9).map(
    (text, index): Row => [piece(cell(index === 0 ? texts.command : '', 9), 'quiet'), piece(text, 'accent')],
  );
  return [...fields, ...command];
}

const services = { ec2: 'ec2', couchdb: 'couch', redis: 'redis', scalarium: 'scal', http: 'http' } as const;
const timeColumns = 9;
const latencyColumns = 8;

interface Sizes {
  readonly service: number;
  readonly from: number;
  readonly to: number;
  readonly error: number;
  /** Only the machine's own name, without its process and its installation: the details have it whole. */
  readonly short: boolean;
}

/** Who called whom has less room than what was called, and on a narrow screen the call itself says which service it was. */
function sizesOf(columns: number): Sizes {
  return columns < 110
    ? { service: 0, from: 13, to: 15, error: 12, short: true }
    : { service: 6, from: 26, to: 28, error: Math.floor(columns * 0.3), short: false };
}

function callLine(call: ApiCall, columns: number): Row {
  const { service, from, to, error, short } = sizesOf(columns);
  const [caller, called] = short ? [shortPeer(call.from), shortPeer(call.to)] : [call.from, call.to];
  const bad = call.error !== undefined;
  return spread(
    [
      piece(cell(momentText(overUs(call)).slice(2), timeColumns), 'quiet'),
      piece(cell(services[call.service], service), 'info'),
      `${cell(caller, from)} ${cell(called, to)} `,
      piece(call.what, bad ? 'plain' : 'strong'),
    ],
    [
      cell(latencyText(call.latencyMs), latencyColumns, 'right'),
      piece(bad ? ` ✗ ${clip(call.error ?? '', error)}` : ` ${texts.ok}`, bad ? 'bad' : 'quiet'),
    ],
    columns,
  );
}

function heading(columns: number): Row {
  const sizes = sizesOf(columns - 2);
  const { time, service, sender, receiver, call, latency } = texts.columns;
  const who = `${cell(sender, sizes.from)} ${cell(receiver, sizes.to)} ${call}`;
  const left = `  ${cell(time, timeColumns)}${cell(service, sizes.service)}${who}`;
  return spread([piece(left, 'quiet')], [piece(`${latency}   `, 'quiet')], columns);
}

/** OSC 52: the terminal puts it on its clipboard, also over SSH. It draws nothing and leaves the cursor where it is. */
export function clipboard(text: string): string {
  return `\u001B]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
}
