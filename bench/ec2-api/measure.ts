/** The story that the servers are taken through side by side: filled step by step, asked at each step in turns, and looked at when full. */
import { median } from '../table.ts';
import { type Action, Caller, type SignedRequest } from './caller.ts';
import type { Server } from './servers.ts';

export interface Figures {
  residentMib: number;
  /** Milliseconds from sending a request to the end of its answer, by its name. */
  readonly requestMs: Map<string, number>;
}

/** Each server is asked for so long in each round, and at least once. */
const ROUND_MS = 250;
const ROUNDS = 5;
/** With an answer that takes longer than a round, the first figure stands: some take minutes. */
const SLOW_MS = 5_000;
/** Instances of one launch: moto shows a hundred launches to a page. */
const LAUNCH_MAX = 1_000;

/** One column for each server. */
export async function measureServers(servers: readonly Server[], sizes: readonly number[]): Promise<Figures[]> {
  const subjects = await Promise.all(servers.map(prepare));
  const measure = async (name: string, action: Action, inputOf: (subject: Subject) => object) => {
    for (const subject of subjects) subject.signed = await subject.caller.sign(action, inputOf(subject));
    for (const { figures, ms } of await inTurns(subjects)) figures.requestMs.set(name, ms);
  };
  for (const size of sizes) {
    for (const subject of subjects) await fill(subject, size);
    await measure(`DescribeInstances, ${size.toLocaleString('en')}`, 'DescribeInstances', () => ({}));
  }
  for (const { figures, server } of subjects) figures.residentMib = server.residentMib();
  const most = sizes.at(-1)!.toLocaleString('en');
  await measure(`DescribeInstances by id among ${most}`, 'DescribeInstances', ({ ids }) => ({
    InstanceIds: [ids[ids.length >> 1]!],
  }));
  await measure('CreateTags', 'CreateTags', ({ ids }) => ({
    Resources: [ids[ids.length >> 1]!],
    Tags: [{ Key: 'Name', Value: 'web' }],
  }));
  await measure('RunInstances(1)', 'RunInstances', ({ launch }) => ({ ...launch, MinCount: 1, MaxCount: 1 }));
  for (const { caller } of subjects) caller.close();
  return subjects.map(({ figures }) => figures);
}

interface Subject {
  readonly server: Server;
  readonly caller: Caller;
  readonly launch: { readonly ImageId: string; readonly InstanceType: string };
  readonly ids: string[];
  readonly figures: Figures;
  signed?: SignedRequest;
}

async function prepare(server: Server): Promise<Subject> {
  const caller = new Caller(server.port);
  const launch = { ImageId: await imageOf(caller), InstanceType: 'm1.large' };
  return { server, caller, launch, ids: [], figures: { residentMib: 0, requestMs: new Map() } };
}

/** A neighbour who takes the processor takes it from both. */
async function inTurns(subjects: readonly Subject[]): Promise<{ figures: Figures; ms: number }[]> {
  const times = subjects.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, { caller, signed }] of subjects.entries()) {
      if (times[at]!.some((ms) => ms > SLOW_MS)) continue;
      const untilMs = performance.now() + ROUND_MS;
      do {
        const sentMs = performance.now();
        await caller.send(signed!);
        times[at]!.push(performance.now() - sentMs);
      } while (performance.now() < untilMs);
    }
  }
  return subjects.map(({ figures }, at) => ({ figures, ms: median(times[at]!) }));
}

async function fill({ caller, launch, ids }: Subject, size: number): Promise<void> {
  while (ids.length < size) {
    const MinCount = Math.min(size - ids.length, LAUNCH_MAX);
    const answer = await caller.call('RunInstances', { ...launch, MinCount, MaxCount: MinCount });
    const launched = [...answer.matchAll(/<instanceId>(i-[0-9a-f]+)</g)].map(([, id]) => id!);
    if (launched.length !== MinCount) throw new Error(`${launched.length} instances instead of ${MinCount}`);
    ids.push(...launched);
  }
}

/** Any that is there. */
async function imageOf(caller: Caller): Promise<string> {
  const Filters = [{ Name: 'architecture', Values: ['x86_64'] }];
  const [, image] = /<imageId>(ami-[0-9a-f]+)</.exec(await caller.call('DescribeImages', { Filters })) ?? [];
  if (image === undefined) throw new Error('the server has no image');
  return image;
}
