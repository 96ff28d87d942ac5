import type { FurtherImage } from '../../sim/cloud/images.ts';
import {
  type Bound,
  keepHeapSmall,
  listen,
  listenDoors,
  type MakeStage,
  Served,
  type Setting,
  settingOf,
  usualSetting,
} from '../serve/index.ts';
import { type CliContext, exitCodes, screenOf } from './context.ts';
import { describeError, UsageError } from './failures.ts';
import { gatherVars, type VarFlags } from './flags.ts';
import { watchInterrupts } from './interrupt.ts';
import { type PluginFlags, pluginsOf } from './plugins.ts';
import { servingText } from './serve-texts.ts';

export type ServeFlags = PluginFlags &
  VarFlags & {
    readonly port?: number;
    readonly host?: string;
    readonly speed?: number;
    readonly instant?: boolean;
    readonly ec2Only?: boolean;
    readonly modern?: boolean;
    readonly image?: readonly FurtherImage[];
    readonly seed?: number;
    readonly variant?: string;
    readonly region?: string;
    readonly account?: readonly string[];
    readonly defaultAccount?: string;
    readonly quota?: readonly (readonly ['instances' | 'addresses', number])[];
  };

const PORT = 4011;
const LOOPBACK = '127.0.0.1';
const REGION = 'eu-west-1';

/** `zonefall serve`: until a signal ends it. Returns the code of that signal. */
export async function serve(context: CliContext, flags: ServeFlags, file?: string): Promise<number> {
  const { stdout, stderr, env } = context.process;
  keepHeapSmall();
  const { setting, stage } = await readSetting(context, flags, file);
  const { region, account } = checked(setting, flags);
  const { host = LOOPBACK, port = PORT } = flags;
  const pace = { speed: flags.speed ?? 1, instant: flags.instant ?? false };
  const served = await Served.open(setting, pace, stage);
  const onError = (error: unknown) => stderr.write(`${describeError(error, env)}\n`);
  const bound: Bound[] = [];
  const watch = watchInterrupts();
  watch.signal.addEventListener('abort', () => served.close());
  try {
    bound.push(await listen(served, { host, port, region, account, onError }));
    const doors = await listenDoors(served, { host, port: port === 0 ? 0 : port + 1 });
    bound.push(...doors);
    const alive = served.live();
    stdout.write(servingText({ world: served.current, listening: bound[0]!, region, doors }, screenOf(stdout, env)));
    await alive;
  } catch (error) {
    throw cannotListen(error);
  } finally {
    watch.end();
    served.close();
    await Promise.all(bound.map(({ close }) => close()));
  }
  return watch.exitCode() ?? exitCodes.held;
}

async function readSetting(
  context: CliContext,
  flags: ServeFlags,
  file: string | undefined,
): Promise<{ setting: Setting; stage?: MakeStage }> {
  const { seed, variant, account: accounts } = flags;
  const { image: images, modern } = flags;
  const chosen = { seed, quota: Object.fromEntries(flags.quota ?? []), images, modern };
  if (file === undefined) {
    if (variant !== undefined || flags.var || flags.plugin) {
      throw new UsageError('--variant, --var and --plugin are for a scenario; none is named');
    }
    return { setting: usualSetting({ ...chosen, accounts }) };
  }
  if (accounts) throw new UsageError('--account is for a world without a scenario; this one has accounts of its own');
  await pluginsOf(context, flags);
  const { loadScenario } = await import('../files/index.ts');
  const { scenario } = loadScenario(file, { variant, vars: gatherVars(flags) });
  const setting = settingOf(scenario, chosen);
  if (flags.ec2Only) return { setting };
  const { wholeWorld } = await import('../serve/whole-world.ts');
  return { setting, stage: wholeWorld(scenario) };
}

/** The region and the account that requests belong to which name none. */
function checked({ regions, accounts }: Setting, { region, defaultAccount: account }: ServeFlags) {
  const usual = REGION in regions ? REGION : Object.keys(regions)[0]!;
  if (region !== undefined && !(region in regions)) {
    throw new UsageError(`there is no region ${region}: there are ${Object.keys(regions).join(', ')}`);
  }
  if (account !== undefined && !(account in accounts)) {
    throw new UsageError(`there is no account ${account}: there are ${Object.keys(accounts).join(', ')}`);
  }
  return { region: region ?? usual, account };
}

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something listens there already; --port 0 takes any port that is free',
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'that port is not for everybody; take one above 1023',
  ENOTFOUND: 'there is no host of that name',
};

function cannotListen(error: unknown): unknown {
  const { code = '', address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const why = WHY[code];
  const where = port ? `${address}:${port}` : address;
  return why === undefined ? error : new UsageError(`cannot listen at ${where}: ${why}`);
}
