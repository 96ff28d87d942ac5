import { customerRoleNames } from '../../files/catalogue/names.ts';
import { ofKind } from '../../journal/index.ts';
import { bad, cell, good, heading, type Line, line, type Piece } from '../screen.ts';
import { duration } from '../times.ts';
import type { HumanRun } from './subject.ts';
import { darkZones } from './world.ts';

const nameWidth = 26;

/** What was lost, and what was not: acknowledged writes, the data's age, customers' machines. */
export function lossLines({ events, result }: Pick<HumanRun, 'events' | 'result'>): Line[] {
  const { lostWrites, rpoSeconds } = result.recovery;
  return [
    heading('LOST'),
    lossLine('acknowledged writes', lostWrites === null ? 'not counted' : String(lostWrites), lostWrites),
    lossLine('age of what was lost', rpoSeconds === null ? 'not known' : duration(rpoSeconds), rpoSeconds),
    ...machineLines({ events }),
  ];
}

function lossLine(name: string, text: string, amount: number | null): Line {
  const piece: Piece = amount === null ? { text } : amount > 0 ? bad(text) : good(text);
  return line(`  ${cell(name, nameWidth)}`, piece);
}

/** Customers' machines: those that stood in the zones without power, and how many others the world counted as stopped. */
function machineLines({ events }: Pick<HumanRun, 'events'>): Line[] {
  const world = ofKind(events, 'world.ready')[0];
  const customers = world?.hosts.filter(({ role = '' }) => role.split('+').some(isCustomerRole)) ?? [];
  if (customers.length === 0) return [];
  const dark = darkZones(events);
  const inTheDark = customers.filter(({ zone }) => zone !== undefined && dark.has(zone)).length;
  const outside = customers.length - inTheDark;
  const stopped = ofKind(events, 'measure').findLast(({ name }) => name === 'customer-machines-lost')?.value;
  const told: Piece =
    stopped === undefined
      ? { text: `${outside} outside the dark zone` }
      : (stopped > 0 ? bad : good)(`${outside - stopped} of ${outside} outside the dark zone kept running`);
  return [line(`  ${cell("customers' machines", nameWidth)}`, told, `; ${inTheDark} stood in it`)];
}

/** A machine may have several roles (`lb+web`). */
function isCustomerRole(role: string): boolean {
  return (customerRoleNames as readonly string[]).includes(role);
}
