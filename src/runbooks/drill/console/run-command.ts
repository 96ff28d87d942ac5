/**
 * Carries out a line of the console inside the world: through the same clients, handlers and fault plan as runbooks and scenarios, in
 * virtual time. What comes of it stands in the journal like everything else.
 */
import type { Faults, PlannedFault } from '../../../sim/faults/index.ts';
import type { Host } from '../../../sim/network/index.ts';
import { labelsOf, plannedFault } from '../../fault-plan.ts';
import { type Fault, formatDuration } from '../../files/index.ts';
import type { Testbed } from '../../testbed/testbed.ts';
import type { Seat } from '../input.ts';
import type { CommandResult } from '../session.ts';
import { takeSnapshot } from '../take-snapshot.ts';
import { sendEc2 } from './aws/commands.ts';
import type { AwsCommand } from './aws/read.ts';
import { showAnswer } from './aws/show.ts';
import type { Command, FaultCommand, OnCommand } from './command.ts';
import { type ConsoleContext, countOf } from './context.ts';
import { help } from './help.ts';
import { hiddenName } from './hidden.ts';
import { consoleNames } from './names.ts';
import { readCommand } from './read-command.ts';
import { runStep } from './run-step.ts';
import { showValue } from './show-value.ts';
import { ConsoleMistake } from './words.ts';

/**
 * To be called inside the world (in one of its events). Resolves when the command is done, be it hours later; never rejects for what
 * somebody typed, or for what the world answered.
 */
export async function runCommand(
  context: ConsoleContext,
  { text, seat }: { readonly text: string; readonly seat: Seat },
): Promise<CommandResult> {
  try {
    const { testbed, plan, faults } = context;
    const names = consoleNames(plan, seat, takeSnapshot(testbed, { faults }));
    const command = readCommand(text, names);
    if (command === undefined) return { ok: true, lines: [] };
    return { ok: true, lines: await carryOut(context, command, seat) };
  } catch (error) {
    if (error instanceof ConsoleMistake) return { ok: false, lines: [`column ${error.column}: ${error.message}`] };
    return { ok: false, lines: showValue(error instanceof Error ? error.message : error) };
  }
}

async function carryOut(context: ConsoleContext, command: Command, seat: Seat): Promise<string[]> {
  switch (command.verb) {
    case 'help':
      return help(command.topic, seat);
    case 'fault':
      return startFault(context, command, seat);
    case 'end':
      return faultsOf(context).end(command.fault) ? [`${command.fault} has ended`] : [`${command.fault} was over`];
    case 'step':
      return runStep(context, command, seat);
    case 'on':
      return runOn(context, command);
    case 'aws':
      return askEc2(context, command);
    case 'signal':
      context.tell(command);
      return [`told by ${command.via}`];
  }
}

function faultsOf({ faults }: ConsoleContext): Faults {
  if (!faults) throw new Error('the fault clock has not begun yet: wait for its zero');
  return faults;
}

function startFault(context: ConsoleContext, command: FaultCommand, seat: Seat): string[] {
  const faults = faultsOf(context);
  const name = hiddenName(seat, `console-${countOf(context, 'fault.started', /^(?:facilitator-)?console-\d+$/) + 1}`);
  const planned = plan(context, command, name);
  const targets = faults.start(planned);
  if (targets.length === 0) throw new Error(`${name}: ${command.uses} hit nothing: there is no such machine any more`);
  const until = command.forSeconds === undefined ? '' : ` for ${formatDuration(command.forSeconds)}`;
  const lasts = faults.lasting.some(({ fault }) => fault.name === name);
  return [
    `${name}: ${command.uses}${until}`,
    ...targets.map((target) => `  ${target}`),
    ...(lasts ? [`end it: end ${name}`] : []),
  ];
}

/** A scenario's fault, aimed as the line says; a machine that the scenario does not name is named by what it is called now. */
function plan(
  context: ConsoleContext,
  { uses, target, forSeconds, with: given }: FaultCommand,
  name: string,
): PlannedFault {
  const { testbed } = context;
  const { scenario } = testbed;
  const atSeconds = testbed.nowSeconds;
  const base = { name, atSeconds, ...(forSeconds !== undefined && { forSeconds }) };
  const fault = { ...base, uses, with: given, ...(target && { target: name }) } as Fault;
  const targets = target ? { ...scenario.targets, [name]: target } : scenario.targets;
  const planned = plannedFault({ ...scenario, targets }, fault);
  if (target?.type !== 'host' || !('hosts' in planned)) return planned;
  const living = [...testbed.world.network.hosts.values()];
  const hosts = target.ids.flatMap((id) => {
    const called = living.filter(({ name, label }) => name === id || label === id).map(({ name }) => name);
    return called.length > 0 ? called : labelsOf(scenario, id);
  });
  return { ...planned, hosts };
}

async function runOn({ testbed }: ConsoleContext, { host, command, args }: OnCommand): Promise<string[]> {
  const machine = machineCalled(testbed, host);
  const output = await testbed.operator.ssh(machine.addresses[1] ?? machine.address, command, args);
  return showValue(output);
}

function machineCalled({ world }: Testbed, host: string): Host {
  const found = [...world.network.hosts.values()].find(({ name, label }) => label === host || name === host);
  if (!found) throw new Error(`${host} is gone`);
  return found;
}

async function askEc2(
  { testbed }: ConsoleContext,
  { operation, account, region, input, output }: AwsCommand,
): Promise<string[]> {
  try {
    return showAnswer(await sendEc2(testbed.operator.ec2(account, region), operation, input), output);
  } catch (error) {
    const { name, message } = error as Error;
    throw new Error(`An error occurred (${name}) when calling the ${operation} operation: ${message}`);
  }
}
