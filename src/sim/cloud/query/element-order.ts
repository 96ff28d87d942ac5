/**
 * The order of elements where EC2's differs from the schema's. The schema of a structure begins with what was added to EC2 over the years;
 * EC2 itself begins with what was there first, and clients that read with regular expressions or take the first element count on it. As in
 * the examples of docs.aws.amazon.com/AWSEC2/latest/APIReference/; what is not named here follows in the schema's order.
 */
const FIRST_ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  Address: ['publicIp', 'allocationId', 'domain', 'instanceId', 'associationId'],
  AvailabilityZone: ['zoneName', 'zoneState', 'regionName', 'zoneId', 'messageSet'],
  Image: ['imageId', 'imageLocation', 'imageState', 'imageOwnerId', 'isPublic', 'architecture', 'imageType'],
  Instance: [
    ...['instanceId', 'imageId', 'instanceState', 'privateDnsName', 'dnsName', 'reason', 'keyName', 'amiLaunchIndex'],
    ...['productCodes', 'instanceType', 'launchTime', 'placement', 'monitoring', 'privateIpAddress', 'ipAddress'],
    ...['groupSet', 'stateReason', 'architecture', 'rootDeviceType', 'rootDeviceName', 'blockDeviceMapping'],
    ...['virtualizationType', 'clientToken', 'tagSet'],
  ],
  InstanceStateChange: ['instanceId', 'currentState', 'previousState'],
  InstanceStatus: ['instanceId', 'availabilityZone', 'eventsSet', 'instanceState', 'systemStatus', 'instanceStatus'],
  IpPermission: ['ipProtocol', 'fromPort', 'toPort', 'groups', 'ipRanges'],
  KeyPairInfo: ['keyPairId', 'keyName', 'keyFingerprint'],
  Placement: ['availabilityZone', 'groupName', 'tenancy'],
  Region: ['regionName', 'regionEndpoint'],
  Reservation: ['reservationId', 'ownerId', 'groupSet', 'instancesSet', 'requesterId'],
  ReservedInstancesOffering: ['reservedInstancesOfferingId', 'instanceType', 'availabilityZone', 'duration'],
  SecurityGroup: ['ownerId', 'groupId', 'groupName', 'groupDescription', 'vpcId', 'ipPermissions'],
  Snapshot: ['snapshotId', 'volumeId', 'status', 'startTime', 'progress', 'ownerId', 'volumeSize', 'description'],
  TagDescription: ['resourceId', 'resourceType', 'key', 'value'],
  Volume: [
    ...['volumeId', 'size', 'snapshotId', 'availabilityZone', 'status', 'createTime', 'attachmentSet', 'tagSet'],
  ],
  VolumeAttachment: ['volumeId', 'instanceId', 'device', 'status', 'attachTime', 'deleteOnTermination'],
};

/** The names in EC2's order. */
export function inOrder(structure: string | undefined, names: readonly string[]): string[] {
  const first = (structure && FIRST_ELEMENTS[structure]) || [];
  return [...first.filter((name) => names.includes(name)), ...names.filter((name) => !first.includes(name))];
}
