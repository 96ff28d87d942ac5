/** Two zones of Ireland, one of Virginia and an office in Berlin, with a machine wherever a story wants one. */
import { Kernel, type KernelOptions, SECOND_US } from '../../../src/sim/kernel/index.ts';
import {
  type ConnectionEnd,
  connect,
  Dns,
  type Host,
  Network,
  officeSite,
  type Process,
  zoneSite,
} from '../../../src/sim/network/index.ts';

export const BERLIN = 'berlin';
export const ZONE = 'euw1-az1';
export const NEXT_ZONE = 'euw1-az2';
export const VIRGINIA = 'use1-az1';
/** From Berlin to any zone of Ireland, one way: half a round trip between zones, and the last mile. */
export const BERLIN_TO_IRELAND_US = 520 + 15_000;
export const BOOT_SECONDS = 60;

export class SmallNetwork {
  readonly kernel: Kernel;
  readonly network: Network;

  /** With `fetch`, third-party clients run in it. */
  constructor({ fetch, seed = 1 }: Partial<Pick<KernelOptions, 'fetch' | 'seed'>> = {}) {
    const startMs = Date.UTC(2011, 7, 7, 17, 41);
    this.kernel = new Kernel({ seed, startMs, fetch, keepHostGlobals: fetch === undefined });
    this.network = new Network(this.kernel, new Dns(this.kernel));
    for (const id of [ZONE, NEXT_ZONE]) this.network.addSite(zoneSite(id, 'eu-west-1'));
    this.network.addSite(zoneSite(VIRGINIA, 'us-east-1'));
    this.network.addSite(officeSite(BERLIN, 'eu-west-1', 15_000));
  }

  /** A machine that is up; `onBoot` runs at once and after each boot. */
  host(name: string, site: string, onBoot: (host: Host) => void = () => {}): Host {
    const host = this.network.addHost({
      name,
      site: this.network.sites.get(site)!,
      addresses: [`10.0.0.${this.network.hosts.size + 1}`],
      hardware: { architecture: 'x86_64', cores: 2, ecuPerCore: 2, memoryMib: 4096 },
      bootSeconds: () => BOOT_SECONDS,
      onBoot,
    });
    host.startRunning();
    return host;
  }

  process(name: string, site: string): Process {
    return this.host(name, site).start(name);
  }

  /** Cuts a machine off from everybody; the returned function repairs it. */
  cut(host: Host): () => void {
    return this.network.partition({
      name: `cut ${host.name}`,
      separates: (a, b) => a.name === host.name || b.name === host.name,
    });
  }

  seconds(count: number): Promise<void> {
    return this.kernel.sleep(count * SECOND_US);
  }

  get nowSeconds(): number {
    return this.kernel.nowUs / SECOND_US;
  }

  /** Runs a story to its end, and no longer. */
  async tell(story: () => Promise<void>): Promise<void> {
    this.kernel.spawn('story', async () => {
      await story();
      this.kernel.stop();
    });
    await this.kernel.run();
  }
}

/** Both ends of a connection, and what each has heard. */
export interface Line {
  client: ConnectionEnd;
  server: ConnectionEnd;
  heardByServer: unknown[];
  heardByClient: unknown[];
  /** `server closed`, ... with the time in seconds. */
  ends: string[];
}

let nextPort = 7000;

export async function lineBetween(
  { kernel }: SmallNetwork,
  from: Process,
  to: Process,
  heartbeatUs = Number.POSITIVE_INFINITY,
): Promise<Line> {
  const port = nextPort++;
  const line = { heardByServer: [], heardByClient: [], ends: [] } as unknown as Line;
  const listen = (end: ConnectionEnd, name: string, heard: unknown[]) => {
    end.onData = (item) => void heard.push(item);
    end.onClose = (reason) => void line.ends.push(`${name} ${reason} at ${kernel.nowUs / SECOND_US} s`);
    return end;
  };
  to.listen(port, {
    kind: 'connection',
    accept: (end) => {
      line.server = listen(end, 'server', line.heardByServer);
    },
  });
  line.client = listen(await connect(from, to.host.address, port, heartbeatUs), 'client', line.heardByClient);
  return line;
}

/** How a promise ended: its value or its error's code. */
export function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error) => (error as { cause?: { code: string } }).cause?.code ?? (error as { code?: string }).code ?? error,
  );
}
