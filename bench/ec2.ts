/**
 * `npm run bench:ec2`: EC2's API served by `zonefall serve --instant` beside moto as a server, each asked the same signed Query requests
 * over loopback, in turns. It asserts nothing about speed; a column says what is meant to be reached.
 *
 *   npm run bench:ec2               up to 10,000 instances; moto takes some minutes for them
 *   npm run bench:ec2 -- 1000       up to 1,000
 */
import { type Figures, measureServers } from './ec2-api/measure.ts';
import { findMoto, type Server, startMoto, startZonefall } from './ec2-api/servers.ts';
import { table } from './table.ts';

const SIZES = [0, 100, 1_000, 10_000].filter((size) => size <= Number(process.argv[2] ?? 10_000));
const TARGET_TIMES = 10;
const TARGET_MIB = 300;
const TARGET_READY_SECONDS = 1.5;

const moto = findMoto();
console.log(
  moto
    ? `EC2's API beside ${moto}, Node ${process.version}; requests one after the other, in turns, median`
    : `EC2's API alone, because moto_server is not installed (pip install 'moto[ec2,server]'); Node ${process.version}`,
);
const servers: Server[] = [];
try {
  servers.push(await startZonefall());
  if (moto) servers.push(await startMoto());
  print(await measureServers(servers, SIZES));
} finally {
  await Promise.all(servers.map((server) => server.stop()));
}

function print([mine, peer]: Figures[]): void {
  if (!mine) return;
  const rows = [['request', 'zonefall ms', 'requests/s', 'moto ms', 'requests/s', 'times moto', 'target']];
  for (const [name, ms] of mine.requestMs) {
    const peerMs = peer?.requestMs.get(name);
    rows.push([
      name,
      ms.toFixed(2),
      perSecond(ms),
      peerMs?.toFixed(1) ?? '-',
      peerMs ? perSecond(peerMs) : '-',
      peerMs ? (peerMs / ms).toFixed(0) : '-',
      String(TARGET_TIMES),
    ]);
  }
  console.log(table(rows));
  const most = SIZES.at(-1)!.toLocaleString('en');
  const [ready, theirReady] = servers.map(({ readySeconds }) => readySeconds.toFixed(2));
  console.log(
    table([
      ['', 'zonefall', 'moto', 'target'],
      ['up and answering, s', ready!, theirReady ?? '-', `${TARGET_READY_SECONDS}`],
      [
        `with ${most} instances, MiB`,
        mine.residentMib.toFixed(0),
        peer?.residentMib.toFixed(0) ?? '-',
        `${TARGET_MIB}`,
      ],
    ]),
  );
}

function perSecond(ms: number): string {
  return (1000 / ms).toFixed(ms < 100 ? 0 : 1);
}
