// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of the file format
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  FileProblems,
  type LoadOptions,
  loadRunbook,
  loadScenario,
  milestonesOf,
  parseScenario,
  resolveInputs,
  resolveStep,
  StepInputError,
  validateFile,
} from '../../../src/runbooks/files/index.ts';

const file = 'scenarios/2011-08-07-eu-west-1.yaml';
const switchFile = 'scenarios/runbooks/region-switch.runbook.yaml';
const rebuildFile = 'scenarios/runbooks/rebuild-kernel.runbook.yaml';
const load = (options: LoadOptions = {}) => loadScenario(file, options);

function messageOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof FileProblems) return error.message;
    throw error;
  }
  throw new Error('nothing was found wrong');
}

describe('7 August 2011', () => {
  it('is valid in every variant, and so are its runbooks on their own', () => {
    for (const path of [file, switchFile, rebuildFile]) expect(validateFile(path).problems).toEqual([]);
  });

  it("puts the kernel's b where the main installation's a is", () => {
    const { accounts } = load().scenario.world;
    const letters = (name: string) => {
      const { zoneNames } = accounts[name]!;
      return zoneNames.kind === 'pinned' ? zoneNames.letters['eu-west-1']! : {};
    };
    expect(letters('kernel').b).toBe(letters('main').a);
    expect(load().scenario.world.installations.kernel?.place).toEqual({ region: 'eu-west-1', zone: 'b' });
  });

  it('gives durations in seconds, counted from the start', () => {
    const { scenario } = load();
    expect(scenario.clock).toEqual({
      start: '2011-08-07T19:41:00+02:00',
      startEpochMs: Date.UTC(2011, 7, 7, 17, 41),
      horizonSeconds: 57_600,
      zone: 'Europe/Berlin',
    });
    expect(scenario.method.map((fault) => [fault.name, fault.atSeconds, fault.forSeconds])).toEqual([
      ['brown-floor', 0, 480],
      ['power-lost', 480, 3900],
      ['ec2-operators', 4740, undefined],
      ['no-more-launches', 4740, undefined],
    ]);
    expect(scenario.people.decides['leave-region']).toEqual({ kind: 'lognormal', p50Seconds: 2280, sigma: 0.15 });
  });

  it('reaches the runbook that rebuilds the kernel through the one that switches the region', () => {
    const { scenario, runbooks, sources } = load();
    expect([...runbooks.keys()]).toEqual([switchFile, rebuildFile]);
    expect(scenario.runbook).toMatchObject({
      file: switchFile,
      inputs: { targetRegion: 'us-west-1', sourceRegion: 'eu-west-1' },
    });
    expect(sources.map((source) => source.path)).toEqual([file, switchFile, rebuildFile]);
  });

  it('measures its anchors by milestones that the runbook declares', () => {
    const { scenario, runbooks } = load();
    const declared = milestonesOf(runbooks.get(switchFile)!);
    expect(declared).toEqual(['decided', 'migration-started', 'machines-ready', 'promoted', 'dns-switched']);
    for (const { event } of scenario.fit) expect(['recovered', ...declared]).toContain(event);
  });

  it('asks for the ten machines that its quota check counts', () => {
    const { runbooks, scenario } = load();
    const runbook = runbooks.get(switchFile)!;
    const scope = { inputs: scenario.runbook!.inputs, steps: {} };
    const given = (action: Action) => resolveStep(action, scope).with as { count?: number; instances?: number };
    const machines = runbook.activate.find((step) => step.id === 'machines')!;
    const counts =
      'parallel' in machines ? machines.parallel.map((step) => ('with' in step ? given(step).count : 0)) : [];
    const quota = runbook.preflight.find((check) => check.id === 'quota')!;
    expect(counts.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(given(quota).instances);
  });
});

describe('variables', () => {
  it('without a choice the baseline of the causes holds', () => {
    expect(load().scenario.variant).toBe('as-it-was');
    expect(load().scenario.world.installations.main?.replicas[0]?.type).toBe('m1.small');
  });

  it('a variant is a patch of values', () => {
    const { scenario } = load({ variant: 'decided-at-once' });
    expect(scenario.vars).toEqual({ kernelRegion: 'us-east-1', replicaType: 'm1.large', decideAfter: 'PT10M' });
    expect(scenario.world.installations.kernel?.place.region).toBe('us-east-1');
    expect(scenario.world.installations.main?.replicas.every((replica) => replica.type === 'm1.large')).toBe(true);
    expect(scenario.people.decides['leave-region']).toMatchObject({ p50Seconds: 600 });
  });

  it('--var wins over the variant', () => {
    const { scenario } = load({ variant: 'both-fixes', vars: { replicaType: 'c1.medium' } });
    expect(scenario.vars).toMatchObject({ replicaType: 'c1.medium', kernelRegion: 'us-east-1' });
  });

  it.each([
    [
      { vars: { replicatype: 'm1.large' } },
      '--var replicatype=m1.large: unknown variable "replicatype"; did you mean "replicaType"?',
    ],
    [
      { vars: { replicaType: 'm1.lage' } },
      '--var replicaType=m1.lage: "m1.lage" is not among the choices; did you mean "m1.large"?',
    ],
    [{ vars: { decideAfter: '10m' } }, '--var decideAfter=10m: expected a duration such as PT10M, got "10m"'],
    [{ variant: 'both-fixs' }, '--variant both-fixs: unknown variant "both-fixs"; did you mean "both-fixes"?'],
    [
      { runbook: 'scenarios/runbooks/region-swich.runbook.yaml' },
      '--runbook scenarios/runbooks/region-swich.runbook.yaml: there is no file',
    ],
  ])('a choice that does not exist names the option: %j', (options, message) => {
    expect(messageOf(() => load(options))).toContain(message);
  });

  it('a value that does not fit its place is reported there, with the variable that it came from', () => {
    const found = messageOf(() => load({ vars: { kernelRegion: 'eu-central-1' } }));
    expect(found).toMatch(
      /^scenarios\/2011-08-07-eu-west-1\.yaml:\d+:\d+: world\.installations\.kernel\.place\.region: unknown region "eu-central-1"/,
    );
  });

  it('causes may patch variables too', () => {
    expect(load().scenario.causes?.each.map((cause) => cause.id)).toEqual([
      'kernel-elsewhere',
      'replicas-64-bit',
      'decideAfter=PT10M',
    ]);
  });
});

describe('texts instead of files', () => {
  it('a journal can hold the sources and parse them again to the same plan', () => {
    const loaded = load({ variant: 'both-fixes' });
    const again = parseScenario(loaded.sources, { variant: 'both-fixes' });
    expect(again.scenario).toEqual(loaded.scenario);
    expect([...again.runbooks]).toEqual([...loaded.runbooks]);
    expect(again.sha256).toBe(loaded.sha256);
  });

  it('the hash does not depend on the folder, and depends on every file', () => {
    const { sources, sha256 } = load();
    const elsewhere = sources.map((source) => ({ ...source, path: `/other/${source.path}` }));
    expect(parseScenario(elsewhere).sha256).toBe(sha256);
    const changed = sources.map((source) =>
      source.path === rebuildFile ? { ...source, text: `${source.text}# later\n` } : source,
    );
    expect(parseScenario(changed).sha256).not.toBe(sha256);
  });

  it('a runbook that is not among them is missed where it is named', () => {
    const text = readFileSync(file, 'utf8');
    expect(messageOf(() => parseScenario([{ path: file, text }]))).toContain(
      'runbook.file: there is no file "runbooks/region-switch.runbook.yaml"',
    );
  });
});

describe('a step, when it starts', () => {
  const runbook = load().runbooks.get(rebuildFile)!;
  const step = (id: string) => {
    const found = runbook.activate.find((each) => each.id === id)!;
    if (!('uses' in found)) throw new Error(`${id} is no action`);
    return found;
  };
  const inputs = resolveInputs(runbook, {});

  it('is given inputs, outputs of other steps, and the defaults of its kind', () => {
    const steps = { launch: { outputs: { instanceId: 'i-00000042' } } };
    expect(resolveStep(step('launch'), { inputs, steps: {} })).toEqual({
      uses: 'ec2:launch',
      with: { account: 'kernel', region: 'us-east-1', type: 'm1.large', name: 'kernel' },
    });
    expect(resolveStep(step('dns'), { inputs, steps })).toEqual({
      uses: 'dns:switch',
      with: { installation: 'kernel', record: 'kernel.scalarium.com', instance: 'i-00000042' },
    });
  });

  it('refuses an output that does not fit', () => {
    const steps = { launch: { outputs: { instanceId: 42 } } };
    expect(() => resolveStep(step('restore'), { inputs, steps })).toThrow(StepInputError);
  });

  it('an undo of the same kind keeps what its step was given', () => {
    const dns = load()
      .runbooks.get(switchFile)!
      .activate.find((each) => each.id === 'dns')!;
    expect(dns.undo?.with).toEqual({ record: 'manage.scalarium.com', to: '${{ inputs.sourceRegion }}' });
  });

  it('takes timeout and retry from the defaults of its runbook', () => {
    expect(step('launch')).toMatchObject({
      timeoutSeconds: 600,
      retry: { attempts: 3, delaySeconds: 15, backoff: 'exponential' },
    });
    expect(step('install').timeoutSeconds).toBe(5400);
  });

  it('inputs of a runbook are checked when it is called', () => {
    const outer = loadRunbook(switchFile);
    expect(resolveInputs(outer, { targetRegion: 'us-east-1' })).toMatchObject({
      targetRegion: 'us-east-1',
      sourceRegion: 'eu-west-1',
    });
    expect(() => resolveInputs(outer, { targetRegion: 'eu-west-1' })).toThrow(/not among the choices/);
    expect(() => resolveInputs(outer, { region: 'us-east-1' })).toThrow(/no input "region"/);
  });
});
