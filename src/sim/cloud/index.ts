/**
 * The simulated EC2 of 2011.
 *
 * `Topology` says which regions and physical zones there are and what each account calls them; `Ec2` is the service:
 * handlers over plain records, a lifecycle that takes time, and a regional API made of management servers that can die
 * with their zone. The world implements the interfaces of machines.ts (machines, zones, the way to the API), and
 * clients come in by a door: `attachEc2` of client-door.ts puts the engine under an unmodified `EC2Client`; `mockEc2`
 * of mock-door.ts stands in for it in unit tests. The doors load the AWS SDK and are therefore not exported here.
 *
 * ```ts
 * const ec2 = new Ec2({ kernel, topology, machines, zones });
 * const [instanceId] = ec2.place({ account: 'main', region: 'eu-west-1' }, { ImageId, InstanceType, MinCount: 1, MaxCount: 1 });
 * const client = new EC2Client(ec2ClientConfig('eu-west-1'));
 * attachEc2(client, { ec2, account: 'main', region: 'eu-west-1', path });
 * ec2.controlPlane.dropDeadPeers('eu-west-1'); // what ended the brown-out
 * ```
 */
export type { ApiErrorKind, ApiFault } from './api-faults.ts';
export type { ApiRequest } from './api-request.ts';
export type { CapacityOptions, Shortage } from './capacity.ts';
export { CONTROL_PLANE_DEFAULTS, type ControlPlaneOptions } from './control-plane.ts';
export { Ec2, type Ec2Call, type Ec2Caller, type Ec2Options } from './ec2.ts';
export { Ec2Error } from './errors.ts';
export { type ImageInfo, imageIds, imagesOf, ubuntuImage } from './images.ts';
export { type Architecture, INSTANCE_TYPES, type InstanceTypeInfo, instanceType } from './instance-types.ts';
export type { InstanceStateChange } from './lifecycle.ts';
export {
  type ApiPath,
  ConnectTimeoutError,
  type Machine,
  type MachineSpec,
  type Machines,
  type PhysicalZones,
} from './machines.ts';
export { defaultModels, type Ec2Models } from './models.ts';
export type { QuotaCut, Quotas } from './quotas.ts';
export type { InstanceRecord, InstanceStateName } from './state.ts';
export { StatusPage, type StatusPost } from './status-page.ts';
export { PUBLISHED_RATES, type RequestRates } from './throttle.ts';
export { type NamedZone, type RegionZoneNames, Topology, TopologyError, type TopologyOptions } from './topology.ts';
