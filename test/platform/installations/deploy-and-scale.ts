/**
 * The story that must end the same way whatever dies in the middle of it: an application, two machines, a deployment, one machine more,
 * one machine less, another deployment. A failure that is reported is tried again, as its user would.
 */
import { tagsOf } from '../ec2-features/ec2-view.ts';
import type { SmallInstallation } from '../small-installation.ts';
import { PatientClient } from './patient-client.ts';

export interface StoryEnd {
  /** What is at the end, without what may differ: ids, addresses, times. */
  state: unknown;
  /** Failures that were reported and mended by a retry. */
  reported: string[];
}

type Found = Record<string, unknown>;

const failed = ['start_failed', 'setup_failed'];
const resting = ['online', 'stopped'];
const retriesMax = 3;

export async function deployAndScale(small: SmallInstallation): Promise<StoryEnd> {
  const client = new PatientClient(small, ['frontend1', 'frontend2']);
  const home = `/clouds/${small.cloud._id}`;
  const reported: string[] = [];

  const machine = (nickname: string) =>
    client.made(`${home}/instances`, { field: 'nickname', value: nickname }, { roles: [small.role._id] });
  /** A wish that is granted already is refused as soon as it is repeated: then the state says so. */
  const wish = async (id: string, verb: 'start' | 'stop', status: string) => {
    const path = `${home}/instances/${id}`;
    for (let tries = 0; tries <= retriesMax; tries++) {
      const { status: code } = await client.ask('POST', `${path}/${verb}`);
      const found = await client.until<Found>(path, (body) => {
        const is = `${body.status}`;
        return is === status || failed.includes(is) || (code !== 202 && resting.includes(is));
      });
      if (found.status === status) return;
      reported.push(`${verb}: ${code} ${found.status} ${found.last_error ?? ''}`);
      await small.sleep(30);
    }
    throw new Error(`${verb} was never granted: ${reported.at(-1)}`);
  };
  const deploy = async (app: string, comment: string) => {
    const path = `/applications/${app}`;
    const begun = async () => {
      const { body } = await client.ask('GET', `${path}/deployments`);
      const found = (body as Found[]).find((one) => one.comment === comment);
      return found && { status: 202, headers: new Headers(), body: found };
    };
    for (let tries = 0; tries <= retriesMax; tries++) {
      const { body } = await client.ask('POST', `${path}/deploy`, { command: 'deploy', comment }, begun);
      // An acknowledged deployment is there, at once or soon; a lost one would be a 404 for ever.
      const ended = await client.until<Found>(
        `${path}/deployments/${body.id}`,
        ({ status }) => status === 'successful' || status === 'failed',
      );
      if (ended.status === 'successful') return;
      reported.push(`deploy: ${comment}`);
      comment += ' again';
    }
    throw new Error('no deployment was successful');
  };

  const app = await client.made(`${home}/applications`, { field: 'name', value: 'Shop' }, { application_type: 'php' });
  const one = await machine('shop1');
  const two = await machine('shop2');
  await Promise.all([wish(one, 'start', 'online'), wish(two, 'start', 'online')]);
  await deploy(app, 'first');
  const three = await machine('shop3');
  await Promise.all([wish(three, 'start', 'online'), wish(one, 'stop', 'stopped')]);
  await deploy(app, 'second');
  await small.sleep(1200);
  return { state: await endState(small, client, home), reported };
}

async function endState(small: SmallInstallation, client: PatientClient, home: string): Promise<unknown> {
  const { body } = await client.ask('GET', `${home}/instances`);
  const instances = (body as Found[]).map(({ nickname, status, last_error }) => ({ nickname, status, last_error }));
  const { Reservations = [] } = small.world.ec2.perform(
    { account: 'main', region: small.cloud.region },
    'DescribeInstances',
    {},
  );
  const machines = Reservations.flatMap(({ Instances = [] }) => Instances)
    .filter(({ State }) => State!.Name !== 'terminated')
    .map((one) => ({ name: tagsOf(one).Name, state: one.State!.Name }))
    .sort((a, b) => (a.name! < b.name! ? -1 : 1));
  const known = Object.fromEntries(
    ['shop2', 'shop3'].map((nickname) => {
      const text = small.file(nickname, '/var/lib/scalarium/cluster_state.json');
      const state = text ? JSON.parse(text) : undefined;
      return [nickname, Object.keys(state?.roles?.['php-app']?.instances ?? {}).sort()];
    }),
  );
  const deployed = ['shop2', 'shop3'].filter((nickname) =>
    small.runs.some((run) => run.nickname === nickname && run.activity === 'deploy'),
  );
  return { instances, machines, known, deployed };
}
