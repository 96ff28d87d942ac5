/**
 * `npm run brown-out`: what the loss of one of three zones does to EC2's API in the other two, with operators who take
 * the dead servers out after a while and with operators who never do.
 *
 * `-- --after 30` is another while, in minutes; `-- --seed 7` another run; `-- --csv` prints the numbers.
 */
import { parseArgs } from 'node:util';
import { brownOut, type Minute } from './brown-out/curve.ts';
import { type Curve, plot } from './brown-out/plot.ts';
import { table } from './table.ts';

const { values } = parseArgs({
  options: {
    after: { type: 'string', default: '79' },
    seed: { type: 'string', default: '1' },
    csv: { type: 'boolean' },
  },
});
const after = numberOf('after', values.after);
const window = { seed: numberOf('seed', values.seed), fromMinute: -10, untilMinute: 150, callsPerMinute: 240 };
const acted = await brownOut({ ...window, actAfterMinutes: after });
const never = await brownOut(window);

if (values.csv) {
  const columns = ['minute', 'errorShare', 'unconnectedShare', 'launchMinutes', 'backlog'] as const;
  console.log(['operators', ...columns].join(','));
  for (const [operators, curve] of [
    [`after ${after}`, acted],
    ['never', never],
  ] as const) {
    for (const row of curve) console.log([operators, ...columns.map((column) => cell(row[column]))].join(','));
  }
} else {
  const curves = (value: (row: Minute) => number | undefined): Curve[] => [
    { name: `operators act after ${after} min`, mark: 'o', values: acted.map(value) },
    { name: 'they never do', mark: '.', values: never.map(value) },
  ];
  const frame = { from: window.fromMinute, columns: 72, rows: 13, ticks: [0, 30, 60, 90, 120, 145], unit: 'min' };
  const percent = { ...frame, top: 100, rows: 11 };
  console.log(plot(curves(failedPercent), { ...percent, title: 'Calls from outside that fail, %' }));
  console.log();
  console.log(
    plot(curves(launchMinutes), { ...frame, title: 'From RunInstances into a healthy zone to running, minutes' }),
  );
  console.log();
  console.log(figures());
}

function failedPercent({ errorShare, unconnectedShare }: Minute): number {
  return 100 * (errorShare + unconnectedShare);
}

function launchMinutes(row: Minute): number | undefined {
  return row.launchMinutes;
}

/** Five minutes from each of these on, as means. */
function figures(): string {
  const minutes = [-10, 0, 20, 45, 70, after, after + 5, after + 15, 140];
  const shown = [...new Set(minutes)].filter((minute) => minute + 5 <= window.untilMinute).sort((a, b) => a - b);
  const mean = (curve: readonly Minute[], from: number, value: (row: Minute) => number | undefined) => {
    const rows = curve.filter(({ minute }) => minute >= from && minute < from + 5);
    const there = rows.map(value).filter((each) => each !== undefined);
    return there.length === 0 ? '-' : (there.reduce((a, b) => a + b, 0) / there.length).toFixed(1);
  };
  const row = (minute: number) => [
    `${minute} to ${minute + 5}`,
    ...[failedPercent, launchMinutes].flatMap((value) => [mean(acted, minute, value), mean(never, minute, value)]),
  ];
  const head = ['minutes', `failed %: act at ${after}`, 'never', `launch min: act at ${after}`, 'never'];
  return table([head, ...shown.map(row)]);
}

function cell(value: number | undefined): string {
  return value === undefined ? '' : String(Math.round(value * 1e4) / 1e4);
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= 0) return number;
  console.error(`--${flag} takes a whole number of 0 or more, not "${text}"`);
  process.exit(2);
}
