/** What EC2 answered, as lines: a short table of what one looks for, or JSON. */

type Item = Readonly<Record<string, unknown>>;

/** By the member that holds the list: a column's head, and its value of an item. */
const tables: Readonly<Record<string, readonly (readonly [head: string, value: (item: Item) => unknown])[]>> = {
  Instances: [
    ['instance', ({ InstanceId }) => InstanceId],
    ['state', ({ State }) => (State as Item | undefined)?.Name],
    ['type', ({ InstanceType }) => InstanceType],
    ['zone', ({ Placement }) => (Placement as Item | undefined)?.AvailabilityZone],
    ['public address', ({ PublicIpAddress }) => PublicIpAddress],
    ['name', tagged('Name')],
  ],
  Addresses: [
    ['address', ({ PublicIp }) => PublicIp],
    ['instance', ({ InstanceId }) => InstanceId],
    ['allocation', ({ AllocationId }) => AllocationId],
  ],
  AvailabilityZones: [
    ['zone', ({ ZoneName }) => ZoneName],
    ['state', ({ State }) => State],
  ],
  Regions: [
    ['region', ({ RegionName }) => RegionName],
    ['endpoint', ({ Endpoint }) => Endpoint],
  ],
  Volumes: [
    ['volume', ({ VolumeId }) => VolumeId],
    ['state', ({ State }) => State],
    ['GiB', ({ Size }) => Size],
    ['zone', ({ AvailabilityZone }) => AvailabilityZone],
  ],
  SecurityGroups: [
    ['group', ({ GroupId }) => GroupId],
    ['name', ({ GroupName }) => GroupName],
    ['description', ({ Description }) => Description],
  ],
  Images: [
    ['image', ({ ImageId }) => ImageId],
    ['architecture', ({ Architecture }) => Architecture],
    ['name', ({ Name }) => Name],
  ],
  ReservedInstancesOfferings: [
    ['offering', ({ ReservedInstancesOfferingId }) => ReservedInstancesOfferingId],
    ['zone', ({ AvailabilityZone }) => AvailabilityZone],
    ['type', ({ InstanceType }) => InstanceType],
  ],
  StateChanges: [
    ['instance', ({ InstanceId }) => InstanceId],
    ['was', ({ PreviousState }) => (PreviousState as Item | undefined)?.Name],
    ['is', ({ CurrentState }) => (CurrentState as Item | undefined)?.Name],
  ],
};

/** Other names of the same lists. */
const lists: Readonly<Record<string, string>> = {
  StartingInstances: 'StateChanges',
  StoppingInstances: 'StateChanges',
  TerminatingInstances: 'StateChanges',
};

export function showAnswer(answer: object, output: 'table' | 'json'): string[] {
  return (output === 'table' && tableOf(answer)) || JSON.stringify(answer, null, 2).split('\n');
}

function tableOf(answer: object): string[] | undefined {
  const { Reservations } = answer as { Reservations?: { Instances?: Item[] }[] };
  const flat = Reservations ? { Instances: Reservations.flatMap(({ Instances }) => Instances ?? []) } : answer;
  for (const [member, items] of Object.entries(flat)) {
    const columns = tables[lists[member] ?? member];
    if (!columns || !Array.isArray(items)) continue;
    if (items.length === 0) return ['none'];
    const heads = columns.map(([head]) => head);
    return aligned([heads, ...items.map((item: Item) => columns.map(([, value]) => String(value(item) ?? '')))]);
  }
  return undefined;
}

/** Columns two blanks apart. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}

function tagged(key: string): (item: Item) => unknown {
  return ({ Tags }) => (Tags as { Key: string; Value: string }[] | undefined)?.find(({ Key }) => Key === key)?.Value;
}
