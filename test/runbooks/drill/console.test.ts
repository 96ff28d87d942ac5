import { describe, expect, it } from 'vitest';
import { forPlayers, isHidden } from '../../../src/runbooks/drill/console/index.ts';
import type { Seat } from '../../../src/runbooks/drill/input.ts';
import { inputsOf } from '../../../src/runbooks/drill/journal-inputs.ts';
import { takeSnapshot } from '../../../src/runbooks/drill/take-snapshot.ts';
import { execute } from '../../../src/runbooks/execute.ts';
import type { JournalEvent } from '../../../src/runbooks/journal/index.ts';
import { SCENARIO } from '../testbed/small-testbed.ts';
import { ConsoleWorld } from './console-world.ts';

describe('what is typed at the console happens in the world', () => {
  it('a fault breaks what it is aimed at, ends after its time, and stands in the journal', async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      const answer = await world.type('fault host:power host=main/worker for=PT10M');
      expect(answer).toEqual({
        ok: true,
        lines: ['console-1: host:power for PT10M', '  main/worker', 'end it: end console-1'],
      });
      expect(world.host('main/worker').up).toBe(false);
      await world.seconds(601);
      expect(world.host('main/worker').plugged).toBe(true);
      const kinds = world.journal.events.map(({ kind }) => kind);
      expect(kinds).toEqual(['fault.started', 'fault.ended']);
    });
  });

  it('a fault that lasts is ended by its name, and one that overlaps keeps what it holds', async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      await world.type('fault host:power host=main/worker');
      await world.type('fault host:power host=main/worker for=PT1H');
      expect(await world.type('end console-1')).toEqual({ ok: true, lines: ['console-1 has ended'] });
      expect(world.host('main/worker').plugged).toBe(false);
      expect(await world.type('end console-2')).toEqual({ ok: true, lines: ['console-2 has ended'] });
      expect(world.host('main/worker').plugged).toBe(true);
      const again = await world.type('end console-2');
      expect(again).toEqual({ ok: false, lines: ['column 5: unknown fault that lasts "console-2"; there is none'] });
      await world.seconds(3700);
      expect(world.events('fault.ended')).toHaveLength(2);
    });
  });

  it('every kind of fault of the catalogue can be typed', async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      for (const line of [
        'fault zone:network-impairment zone=euw1-az1 percentage=100 except=main/couch-master,main/redis-master for=PT1M',
        'fault zone:power-interruption zone=euw1-az2 for=PT2M ebs.lost=0',
        'fault control-plane:disable-launches zone=euw1-az1 for=PT1M',
        'fault control-plane:drop-dead-peers region=eu-west-1',
        'fault link:partition between=us-east-1,berlin for=PT1M',
        'fault process:kill host=main/frontend/2 process=frontend for=PT1M',
      ]) {
        expect(await world.type(line), line).toMatchObject({ ok: true });
      }
      expect(world.host('main/worker').impaired).toBe(true);
      expect(world.host('main/couch-master').impaired).toBe(false);
      expect(takeSnapshot(world.testbed, { faults: world.context.faults }).faults).toHaveLength(5);
    });
  });

  it('a step does what a runbook would, by the same handlers, and leaves the same lines', async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      const answer = await world.type('step ec2:quota region=us-west-1 instances=3');
      expect(answer).toEqual({ ok: true, lines: ['free  19'] });
      const seen = world.journal.events.map((event) => `${event.kind} ${'path' in event ? event.path : ''}`);
      expect(seen).toEqual([
        'runbook.started console/1',
        'step.started console/1/ec2-quota',
        'step.succeeded console/1/ec2-quota',
        'runbook.ended console/1',
      ]);
      const refused = await world.type('step ec2:quota region=us-west-1 instances=30');
      expect(refused.ok).toBe(false);
      expect(refused.lines.join()).toContain('main may start 19 more machines in us-west-1, not 30');
      const fenced = await world.type('step couchdb:fence region=eu-west-1');
      expect(fenced.ok).toBe(true);
      expect(world.testbed.servicesOf(world.host('main/couch-master')).couchWritable).toBe(false);
    });
  });

  it('a step asks people where a plan would', async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      expect(await world.type('step people:note prompt="What surprised you?"')).toEqual({
        ok: true,
        lines: ['text  noted'],
      });
    });
  });

  it('a shell on a machine goes over the network: a dark machine does not answer', async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      expect(await world.type('on main/couch-master couchdb-writable?')).toEqual({ ok: true, lines: ['true'] });
      world.darken();
      await world.seconds(1);
      const dark = await world.type('on main/couch-master couchdb-writable?');
      expect(dark.ok).toBe(false);
      expect(dark.lines[0]).toContain('does not answer');
    });
  });

  it("scalarium-client tells what the machine's agent has done, and does it again", async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      const usage = await world.type('on main/worker scalarium-client');
      expect(usage.lines[0]).toBe('usage: scalarium-client command [command options]');
      expect((await world.type('on main/worker scalarium-client list')).lines).toEqual(['no Chef run is kept here']);
      const started = await world.type('step scalarium:start-instances role=frontend type=m1.large region=us-west-1');
      expect(started.ok, started.lines.join()).toBe(true);
      const made = world.labels().find((label) => label.endsWith('@us-west-1'))!;
      await world.seconds(60);
      const list = await world.type(`on ${made} scalarium-client list`);
      expect(list.lines[0]).toMatch(/^2011-08-07T\d\d:\d\d:\d\d {8}setup$/);
      const log = await world.type(`on ${made} scalarium-client log setup`);
      expect(log.lines[1]).toMatch(/recipes of setup/);
      const again = await world.type(`on ${made} scalarium-client run setup`);
      expect(again.lines).toEqual([
        expect.stringMatching(/About to re-run 'setup' from 2011-08-07T/),
        expect.stringContaining('recipes of setup'),
        expect.stringMatching(/Finished Chef run with exitcode 0$/),
      ]);
      const status = await world.type(`on ${made} scalarium-client status`);
      expect(status.lines).toContainEqual(expect.stringMatching(/^bus +connected$/));
      expect(status.lines.at(-1)).toContain('sshd');
      expect(await world.type('on main/worker scalarium-client lost')).toMatchObject({ ok: false });
    });
  });

  it("EC2's API is asked as an account, and what it refuses reads as the AWS command line says it", async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      const line = 'aws ec2 describe-instances --account kernel --region eu-west-1';
      const { lines } = await world.type(line);
      expect(lines[0]).toMatch(/^instance +state +type +zone +public address +name$/);
      expect(lines[1]).toMatch(/^i-\w+ +running +m1\.large +eu-west-1b +[\d.]+ +kernel\/all-in-one$/);
      const id = lines[1]!.split(' ')[0];
      const json = await world.type(`${line} --instance-ids ${id} --output json`);
      expect(JSON.parse(json.lines.join('\n')).Reservations[0].Instances[0].InstanceId).toBe(id);
      const none = await world.type(
        'aws ec2 describe-instances --profile main --region us-east-1 --filters Name=tag:Name,Values=nobody',
      );
      expect(none).toEqual({ ok: true, lines: ['none'] });
      const wrong = await world.type(
        'aws ec2 terminate-instances --account main --region eu-west-1 --instance-ids i-0',
      );
      expect(wrong.ok).toBe(false);
      expect(wrong.lines[0]).toMatch(
        /^An error occurred \(InvalidInstanceID\.\w+\) when calling the TerminateInstances operation: /,
      );
      const gone = await world.type(
        `aws ec2 terminate-instances --account kernel --region eu-west-1 --instance-ids ${id}`,
      );
      expect(gone.lines[1]).toMatch(/running +shutting-down$/);
    });
  });

  it("a signal is a facilitator's; players see what follows from a facilitator, and not the facilitator", async () => {
    const world = new ConsoleWorld();
    await world.tell(async () => {
      const refused = await world.type('signal phone "Is something wrong?"');
      expect(refused).toEqual({ ok: false, lines: ['column 1: only a facilitator tells the players something'] });
      expect(await world.type('signal phone "Is something wrong?"', 'facilitator')).toMatchObject({ ok: true });
      expect(world.signals).toEqual([{ via: 'phone', text: 'Is something wrong?' }]);
      await world.type('fault host:power host=main/worker for=PT1M', 'facilitator');
      await world.type('step couchdb:fence region=eu-west-1', 'facilitator');
      const written = world.journal.events.length;
      expect(written).toBeGreaterThan(3);
      expect(world.journal.events.filter((event) => !isHidden(event)).map(({ kind }) => kind)).toEqual([]);
      const snapshot = takeSnapshot(world.testbed, { faults: world.context.faults });
      expect(snapshot.faults).toHaveLength(1);
      expect(forPlayers(snapshot)).toMatchObject({ faults: [], hosts: snapshot.hosts });
    });
  });

  it('the same lines at the same moments give the same journal and the same trace', async () => {
    const told = async () => {
      const world = new ConsoleWorld();
      await world.tell(async () => {
        await world.type('fault zone:network-impairment zone=euw1-az1 percentage=50 for=PT5M');
        await world.type(
          'aws ec2 run-instances --account acme --region us-east-1 --image-id ami-nothing --instance-type m1.large',
        );
        await world.type('step scalarium:ping');
        await world.type('on main/worker scalarium-client status');
      });
      return { journal: world.journal.text(), trace: world.testbed.world.kernel.trace.sha256() };
    };
    expect(await told()).toEqual(await told());
  });
});

describe('a run with commands', () => {
  it('is the same again from what its journal says that people typed', async () => {
    const sources = [{ path: 'small.yaml', text: SCENARIO }];
    const command = (atSeconds: number, text: string, seat: Seat) =>
      ({ kind: 'command', atUs: atSeconds * 1e6, by: 'anna', text, seat }) as const;
    const entries = [
      command(30, 'fault host:power host=main/frontend for=PT2M', 'facilitator'),
      command(60, 'on main/worker scalarium-client status', 'player'),
      command(61, 'step scalarium:ping installation=kernel', 'player'),
      command(61, 'signal chat "Nobody can sign in"', 'facilitator'),
    ];
    const first = await execute({ sources, inputs: { entries, unanswered: 'modelled' } });
    const events = first.journal.map((line) => JSON.parse(line) as JournalEvent);
    const answers = events.filter((event) => event.kind === 'command.answered');
    expect(answers.map(({ ok, lines }) => [ok, lines[0]])).toEqual([
      [true, 'facilitator-console-1: host:power for PT2M'],
      [true, expect.stringMatching(/^agent/)],
      [true, 'told by chat'],
      [true, expect.stringMatching(/^latencyMs/)],
    ]);
    expect(events.some((event) => event.kind === 'signal' && event.text === 'Nobody can sign in')).toBe(true);
    const again = await execute({ sources, inputs: { entries: inputsOf(events), unanswered: 'modelled' } });
    expect(again.journal).toEqual(first.journal);
  });
});
