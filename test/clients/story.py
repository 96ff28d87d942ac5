"""The story of issue D, as somebody with boto3 would live it. Prints what was seen as one JSON object."""
import json
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, EndpointConnectionError

URL, ZONE = sys.argv[1], sys.argv[2]
QUICKLY = {"Delay": 0.05, "MaxAttempts": 200}
ONCE = Config(retries={"total_max_attempts": 1, "mode": "standard"})
ec2 = boto3.client("ec2")
seen = {}


def control(path, body=None, method=None):
    request = urllib.request.Request(URL + "/_zonefall" + path, method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def refused(call):
    """EC2's code for what it refuses; what it gives where it does not."""
    try:
        return call()
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]


def wait(name, **which):
    ec2.get_waiter(name).wait(WaiterConfig=QUICKLY, **which)


def states(ids):
    found = ec2.describe_instances(InstanceIds=ids)["Reservations"]
    return [one["State"]["Name"] for reservation in found for one in reservation["Instances"]]


zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
seen["zones"] = zones
image = ec2.describe_images(Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]
group = ec2.create_security_group(GroupName="web", Description="<what & who>")["GroupId"]
ec2.authorize_security_group_ingress(
    GroupId=group,
    IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
)
seen["group"] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["Description"]
key = ec2.create_key_pair(KeyName="ops")
seen["key"] = key["KeyMaterial"].splitlines()[0]


def run(zone, count):
    answer = ec2.run_instances(
        ImageId=image, InstanceType="m1.large", MinCount=count, MaxCount=count, KeyName="ops",
        SecurityGroupIds=[group], Placement={"AvailabilityZone": zone},
    )
    seen[f"{count} at first"] = [one["State"]["Name"] for one in answer["Instances"]]
    return [one["InstanceId"] for one in answer["Instances"]]


two, one = run(zones[0], 2), run(zones[1], 1)
ids = two + one
wait("instance_running", InstanceIds=ids)
seen["after the waiter"] = states(ids)
ec2.create_tags(Resources=ids, Tags=[{"Key": "Name", "Value": "web & <db>"}])
tagged = ec2.describe_instances(Filters=[{"Name": "tag:Name", "Values": ["web & <db>"]}])["Reservations"]
seen["tagged"] = sum(len(reservation["Instances"]) for reservation in tagged)

volume = ec2.create_volume(AvailabilityZone=zones[1], Size=8)["VolumeId"]
wait("volume_available", VolumeIds=[volume])
attach = lambda to: ec2.attach_volume(VolumeId=volume, InstanceId=to, Device="/dev/sdh")
seen["volume in the wrong zone"] = refused(lambda: attach(two[0]))
seen["attached"] = attach(one[0])["State"]
wait("volume_in_use", VolumeIds=[volume])
snapshot = ec2.create_snapshot(VolumeId=volume, Description="before")["SnapshotId"]
wait("snapshot_completed", SnapshotIds=[snapshot])

address = ec2.allocate_address()["PublicIp"]
ec2.associate_address(PublicIp=address, InstanceId=one[0])
moved = ec2.describe_instances(InstanceIds=one)["Reservations"][0]["Instances"][0]
seen["address"] = moved["PublicIpAddress"] == address

stopped = ec2.stop_instances(InstanceIds=one)["StoppingInstances"][0]
seen["stop"] = [stopped["PreviousState"]["Name"], stopped["CurrentState"]["Name"]]
wait("instance_stopped", InstanceIds=one)
ec2.start_instances(InstanceIds=one)
wait("instance_running", InstanceIds=one)
ec2.terminate_instances(InstanceIds=one)
wait("instance_terminated", InstanceIds=one)
seen["in the end"] = states(ids)

resting = run(zones[0], 1)
wait("instance_running", InstanceIds=resting)
ec2.stop_instances(InstanceIds=resting)
wait("instance_stopped", InstanceIds=resting)

# The zone of the two, and of one that rests, loses power.
zone = [{"Name": "availability-zone", "Values": [zones[0]]}]
fault = control("/faults", {"uses": "zone:power-interruption", "zone": ZONE, "for": "PT10H", "name": "power"})
seen["hit"] = fault[0]["targets"]
impatient = boto3.client("ec2", config=ONCE)


def share_of_failures(calls=40):
    failed = {}
    for _ in range(calls):
        try:
            impatient.describe_instances(InstanceIds=two)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            failed[code] = failed.get(code, 0) + 1
        except (ConnectionClosedError, EndpointConnectionError) as error:
            failed["no answer"] = failed.get("no answer", 0) + 1
    return failed


def patiently(call):
    """As often as it takes to get an answer of EC2's other than that it is in trouble."""
    for _ in range(50):
        try:
            return call()
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("Unavailable", "InternalError"):
                return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
        except ConnectionClosedError:
            pass
    return "no answer"


launch = lambda zone: impatient.run_instances(
    ImageId=image, InstanceType="m1.large", MinCount=1, MaxCount=1, Placement={"AvailabilityZone": zone}
)["Instances"][0]["InstanceId"]
seen["dark, as AWS shows it"] = patiently(lambda: states(two))
seen["trouble"] = share_of_failures()
start = lambda: impatient.start_instances(InstanceIds=resting)["StartingInstances"][0]["CurrentState"]["Name"]
lost = patiently(lambda: launch(zones[0]))
seen["a start in the dark"] = patiently(start)
control("/faults", {"uses": "control-plane:disable-launches", "with": {"zone": ZONE}})
fate = patiently(lambda: states([lost]))
# EC2 forgets it an hour after its end: six seconds here, which a busy machine takes to ask.
forgotten = isinstance(fate, (list, tuple)) and list(fate) == ["InvalidInstanceID.NotFound", 400]
seen["a launch into the dark"] = ["terminated"] if forgotten else fate
seen["what came of the start"] = patiently(lambda: states(resting))
seen["a launch into the closed zone"] = patiently(lambda: launch(zones[0]))
seen["a start in the closed zone"] = patiently(start)
control("/faults", {"uses": "control-plane:drop-dead-peers", "with": {"region": "eu-west-1"}})
seen["trouble after the operators"] = share_of_failures(20)
elsewhere = launch(zones[1])
wait("instance_running", InstanceIds=[elsewhere])
seen["elsewhere"] = states([elsewhere])
print(json.dumps(seen))
