import type { Hunt, JudgedMutant } from '../mutate/index.ts';
import { type NextCommand, nextLines } from './human/next.ts';
import {
  bad,
  cell,
  columns,
  good,
  heading,
  type Line,
  line,
  type Piece,
  quiet,
  renderSections,
  type Screen,
  strong,
  titleLines,
  warn,
  wrap,
} from './screen.ts';
import { seedsText } from './words.ts';

export interface MutatedScenario {
  readonly file: string;
  readonly title: string;
  readonly variant?: string;
  readonly seeds: readonly number[];
  readonly hunt: Hunt;
  readonly next: readonly NextCommand[];
}

/** What `mutate` prints for a person: which broken designs a gate would refuse and by what, and those that nobody would notice. */
export function mutateReport(mutated: MutatedScenario, screen: Screen): string {
  const { hunt, seeds, next } = mutated;
  const of = (gate: JudgedMutant['gate']) => hunt.mutants.filter((mutant) => mutant.gate === gate && !mutant.same);
  const sections = [
    headline(mutated, screen.width),
    designLines(hunt, seeds),
    mutantLines([...of('red'), ...of('unclear')], seeds),
    survivorLines(of('green'), screen.width),
    untouchedLines(
      hunt.mutants.filter(({ same }) => same),
      screen.width,
    ),
    verdictLines(hunt, seeds),
    nextLines(next, screen.width),
  ];
  return renderSections(sections, screen);
}

function headline({ file, title, variant, seeds }: MutatedScenario, width: number): Line[] {
  return [
    ...titleLines(title, width),
    line(quiet([file, ...(variant === undefined ? [] : [variant]), seedsText(seeds)].join(' · '))),
  ];
}

function designLines({ design }: Hunt, seeds: readonly number[]): Line[] {
  const by = design.caught.map((caught) => `${caught.by} (${caught.seeds.length} of ${seeds.length})`).join(', ');
  if (design.gate === 'green')
    return [line(strong('DESIGN'), '  ', good('green'), quiet('  as it is, on these seeds'))];
  return [line(strong('DESIGN'), '  ', gateOf(design), `  as it is: ${by}`)];
}

function gateOf({ gate }: Pick<JudgedMutant, 'gate'>): Piece {
  if (gate === 'red') return bad('RED');
  return gate === 'unclear' ? warn('unclear') : good('green');
}

function mutantLines(mutants: readonly JudgedMutant[], seeds: readonly number[]): Line[] {
  if (mutants.length === 0) return [];
  const rows = mutants.map((mutant) => ({ mutant, ...named(mutant) }));
  const nameWidth =
    Math.min(nameWidthMax, Math.max(...rows.map(({ group, text }) => columns(text) + (group ? 2 : 0)))) + 2;
  return [
    heading('NOTICED', 'broken on purpose, and the budget or check that caught it'),
    line(quiet(`  ${cell('mutant', nameWidth)}${cell('gate', 9)}${cell('seeds', 9)}caught by`)),
    ...rows.flatMap(({ mutant, group, text }, at) => {
      const missed = new Set(mutant.caught.flatMap((caught) => caught.seeds)).size;
      const gate = gateOf(mutant);
      const by = mutant.caught.map((caught) => caught.by.replace(/^budget /, '')).join(', ');
      const name = cell(group === '' ? text : `  ${text}`, nameWidth - 2);
      const row = line(
        `  ${name}  `,
        { ...gate, text: cell(gate.text, 9) },
        cell(`${missed} of ${seeds.length}`, 9),
        by,
      );
      return group === '' || group === rows[at - 1]?.group ? [row] : [line(`  ${group}:`), row];
    }),
  ];
}

const nameWidthMax = 38;

/** What a mutator is aimed at stands below its name: `step-removed:` once, and each step on a line of its own. */
function named({ name }: JudgedMutant): { readonly group: string; readonly text: string } {
  const at = name.indexOf(':');
  return at < 0 ? { group: '', text: name } : { group: name.slice(0, at), text: name.slice(at + 1) };
}

function survivorLines(mutants: readonly JudgedMutant[], width: number): Line[] {
  if (mutants.length === 0) return [];
  const whole = mutants.filter((mutant) => named(mutant).group === '');
  const nameWidth = Math.min(nameWidthMax, Math.max(0, ...whole.map(({ name }) => columns(name)))) + 2;
  return [
    heading('SURVIVED', 'the gate stays green: nobody would notice'),
    ...whole.flatMap(({ name, sentence }) => {
      const [first = '', ...more] = wrap(sentence, Math.max(20, width - nameWidth - 5));
      return [
        line('  ', warn('! '), cell(name, nameWidth - 2), '  ', quiet(first)),
        ...more.map((text) => line(' '.repeat(nameWidth + 4), quiet(text))),
      ];
    }),
    ...groupLines(mutants, width).flatMap(([first, ...more]) => [
      line('  ', warn('! '), first!),
      ...more.map((text) => line('    ', text)),
    ]),
  ];
}

/** Each group's members in a paragraph: `step-removed: decide, kernel`. */
function groupLines(mutants: readonly JudgedMutant[], width: number): string[][] {
  const groups = [...new Set(mutants.map((mutant) => named(mutant).group))].filter((group) => group !== '');
  return groups.map((group) => {
    const members = mutants.filter((mutant) => named(mutant).group === group).map((mutant) => named(mutant).text);
    return wrap(`${group}: ${members.join(', ')}`, width - 5);
  });
}

function untouchedLines(mutants: readonly JudgedMutant[], width: number): Line[] {
  if (mutants.length === 0) return [];
  const whole = mutants.filter((mutant) => named(mutant).group === '').map(({ name }) => name);
  const paragraphs = [
    ...(whole.length === 0 ? [] : [wrap(whole.join(', '), width - 4)]),
    ...groupLines(mutants, width),
  ];
  return [
    heading('NEVER CAME INTO PLAY', 'the same runs, event by event'),
    ...paragraphs.flatMap((texts) => texts.map((text) => line('  ', quiet(text)))),
  ];
}

function verdictLines({ design, mutants }: Hunt, seeds: readonly number[]): Line[] {
  if (design.gate === 'red') {
    return [
      heading('VERDICT'),
      line('  ', bad('the design is red as it is, so no mutant can show that the gate can fail')),
    ];
  }
  if (mutants.length === 0) return [heading('VERDICT'), line('  ', bad('there is nothing here that could be broken'))];
  const seen = mutants.filter(({ same }) => !same);
  const red = seen.filter(({ gate }) => gate === 'red').length;
  const unclear = seen.filter(({ gate }) => gate === 'unclear').length;
  const survived = seen.length - red - unclear;
  const rest = `${survived} survived${unclear > 0 ? `, ${unclear} unclear` : ''}`;
  const more = Math.max(10, 2 * seeds.length);
  if (red === 0) return [heading('VERDICT'), line('  ', bad(`this gate cannot fail: no mutant turns it red; ${rest}`))];
  return [
    heading('VERDICT'),
    line('  ', `the gate can fail: ${red} of ${seen.length} mutants turn it red; ${rest}`),
    ...(unclear > 0 ? [line('  ', quiet(`more seeds would tell about the unclear ones: --seeds 1..${more}`))] : []),
  ];
}
