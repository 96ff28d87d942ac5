/** What `serve` prints once it answers: where it is, who one can be, and how to point the usual clients at it. */
import { blank, heading, type Line, line, type Piece, quiet, render, type Screen, strong } from '../reports/screen.ts';
import { type Bound, CONTROL_PATH, type ListeningDoor, type ServedWorld } from '../serve/index.ts';
import { credentialOf } from '../testbed/aws.ts';

export interface Serving {
  readonly world: ServedWorld;
  readonly listening: Bound;
  readonly doors: readonly ListeningDoor[];
  /** The one of the examples. */
  readonly region: string;
}

/** 80 columns; what one copies is never cut. */
export function servingText(serving: Serving, screen: Screen): string {
  const { world, listening } = serving;
  const { setting, pace } = world;
  const url = urlOf(listening);
  const speed = pace.instant ? 'states settle at once' : `${pace.speed}x`;
  return render(
    [
      line(strong(`EC2 at ${url}`), '  ', quiet(`${setting.id} · seed ${setting.seed} · ${speed}`)),
      blank,
      ...accountLines(serving),
      blank,
      ...clientLines(serving, url),
      blank,
      ...doorLines(serving),
      ...controlLines(serving, url),
      blank,
      line(quiet('Ctrl-C ends it; nothing is kept.')),
    ],
    screen,
  );
}

function urlOf({ host, port }: Bound): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whose letter is which physical zone: of one region, for all of them are told by the control. */
function accountLines({
  world: {
    world: { topology },
  },
  region,
}: Serving): Line[] {
  const width = Math.max(...topology.accounts.map((name) => name.length));
  const rows = topology.accounts.map((name) => {
    const zones = topology.zoneNames(name, region).map((zone) => `${zone.at(-1)} ${topology.zoneId(name, zone)}`);
    return line(
      `  ${name.padEnd(width)}  ${credentialOf(name).accessKeyId.padEnd(width + 4)}  `,
      quiet(zones.join('  ')),
    );
  });
  return [heading('Accounts', `access keys, any secret; what each calls the zones of ${region}`), ...rows];
}

function clientLines({ world, region }: Serving, url: string): Line[] {
  const { accessKeyId } = credentialOf(world.world.topology.accounts[0]!);
  const rows = [
    `export AWS_ENDPOINT_URL_EC2=${url} AWS_SECRET_ACCESS_KEY=any`,
    `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_DEFAULT_REGION=${region}`,
    'aws ec2 describe-availability-zones',
  ];
  const codes: readonly (readonly [string, string])[] = [
    ['boto3', `boto3.client('ec2', endpoint_url='${url}')`],
    ['JavaScript', `new EC2Client({ endpoint: '${url}' })`],
    ['Java', `builder.endpointOverride(URI.create("${url}"))`],
    ['Terraform', `provider "aws" { endpoints { ec2 = "${url}" }`],
    ['', '  skip_credentials_validation = true'],
    ['', '  skip_requesting_account_id  = true }'],
  ];
  return [
    heading('AWS CLI', 'boto3 and the SDKs of today read the same variables'),
    ...rows.map(command),
    blank,
    ...codes.map(([name, code]) => whole(strong(name.padEnd(12)), code)),
  ];
}

/** What else listens; only a whole world has more than EC2. */
function doorLines({ world, doors }: Serving): Line[] {
  if (doors.length === 0) return [];
  const rows = doors.flatMap((door) => {
    const { kind, hint } = world.doors.get(door.name)!;
    const at = kind === 'tcp' ? `${door.host}:${door.port}` : urlOf(door);
    return [whole('  ', at, '  ', door.name), ...(hint ? [whole('    ', quiet(hint))] : [])];
  });
  return [heading('Scalarium', 'its API and its stores, through the network of the world'), ...rows, blank];
}

function controlLines({ world, region }: Serving, url: string): Line[] {
  const zone = world.world.topology.zones(region)[0]!;
  const fault = { uses: 'zone:power-interruption', zone, for: 'PT10M' };
  const at = `${url}${CONTROL_PATH}`;
  return [
    heading('The world', 'faults are those of a scenario; a leap lets time pass'),
    command(`curl ${at}`),
    command(`curl ${at}/faults -d \\`),
    command(`  '${JSON.stringify(fault)}'`),
    command(`curl -X DELETE ${at}/faults/fault-1`),
    command(`curl ${at}/leap -d '{"seconds":600}'`),
    command(`curl -X POST ${at}/reset`),
  ];
}

const command = (text: string) => whole('  ', text);
const whole = (...pieces: readonly (string | Piece)[]): Line => ({ ...line(...pieces), whole: true });
