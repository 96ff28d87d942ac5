"""The story of issue D as lines of the AWS command line. One process reads them all where the command line is a Python package."""
import contextlib
import io
import json
import re
import subprocess
import sys
import urllib.request

URL, ZONE = sys.argv[1], sys.argv[2]
seen = {}

try:
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()

    def run(words):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = driver.main(words)
        return code, out.getvalue(), err.getvalue()
except ImportError:

    def run(words):
        done = subprocess.run(["aws", *words], capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr


def aws(line, *more):
    """What a line answers; of what is refused the code, of a waiter nothing."""
    code, out, err = run(["ec2", *line.split(), *more])
    if code == 0:
        return json.loads(out) if out.strip() else None
    return re.search(r"An error occurred \((\S+)\)", err).group(1) if "An error" in err else err


def fault(body):
    request = urllib.request.Request(URL + "/_zonefall/faults", data=json.dumps(body).encode())
    urllib.request.urlopen(request).close()


def ids(answer):
    return [one["InstanceId"] for one in answer["Instances"]]


def states(which):
    return aws(f"describe-instances --instance-ids {which} --query Reservations[].Instances[].State.Name")


a, b, _ = seen["zones"] = aws("describe-availability-zones --query AvailabilityZones[].ZoneName")
image = aws("describe-images --filters Name=architecture,Values=x86_64 --query Images[0].ImageId")
group = aws("create-security-group --group-name web --description", "what & who")["GroupId"]
aws(f"authorize-security-group-ingress --group-id {group} --protocol tcp --port 22 --cidr 0.0.0.0/0")
seen["key"] = aws("create-key-pair --key-name ops")["KeyMaterial"].splitlines()[0]
launch = f"run-instances --image-id {image} --instance-type m1.large --key-name ops --security-group-ids {group}"
two = ids(aws(f"{launch} --count 2 --placement AvailabilityZone={a} --user-data", "#!/bin/sh\necho <hello> & wait"))
one = ids(aws(f"{launch} --count 1 --placement AvailabilityZone={b}"))[0]
everyone = " ".join([*two, one])
aws(f"wait instance-running --instance-ids {everyone}")
aws(f"create-tags --resources {everyone} --tags Key=Name,Value=web")
seen["tagged"] = aws("describe-instances --filters Name=tag:Name,Values=web --query length(Reservations[].Instances[])")
volume = aws(f"create-volume --availability-zone {b} --size 8")["VolumeId"]
aws(f"wait volume-available --volume-ids {volume}")
seen["volume in the wrong zone"] = aws(f"attach-volume --volume-id {volume} --instance-id {two[0]} --device /dev/sdh")
aws(f"attach-volume --volume-id {volume} --instance-id {one} --device /dev/sdh")
aws(f"wait volume-in-use --volume-ids {volume}")
snapshot = aws(f"create-snapshot --volume-id {volume}")["SnapshotId"]
aws(f"wait snapshot-completed --snapshot-ids {snapshot}")
address = aws("allocate-address")["PublicIp"]
aws(f"associate-address --public-ip {address} --instance-id {one}")
shown = aws(f"describe-addresses --public-ips {address} --query Addresses[0].InstanceId")
seen["address"] = shown == one
aws(f"stop-instances --instance-ids {one}")
aws(f"wait instance-stopped --instance-ids {one}")
aws(f"start-instances --instance-ids {one}")
aws(f"wait instance-running --instance-ids {one}")
aws(f"terminate-instances --instance-ids {one}")
aws(f"wait instance-terminated --instance-ids {one}")
seen["in the end"] = states(everyone)
resting = ids(aws(f"{launch} --count 1 --placement AvailabilityZone={a}"))[0]
aws(f"wait instance-running --instance-ids {resting}")
aws(f"stop-instances --instance-ids {resting}")
aws(f"wait instance-stopped --instance-ids {resting}")

fault({"uses": "zone:power-interruption", "zone": ZONE, "for": "PT10H"})
fault({"uses": "control-plane:drop-dead-peers", "with": {"region": "eu-west-1"}})
start = f"start-instances --instance-ids {resting}"
seen["a start in the dark"] = aws(f"{start} --query StartingInstances[].CurrentState.Name")
fault({"uses": "control-plane:disable-launches", "with": {"zone": ZONE}})
seen["what came of the start"] = states(resting)
seen["dark, as AWS shows it"] = states(" ".join(two))
seen["a launch into the closed zone"] = aws(f"{launch} --count 1 --placement AvailabilityZone={a}")
seen["a start in the closed zone"] = aws(start)
elsewhere = ids(aws(f"{launch} --count 1 --placement AvailabilityZone={b}"))[0]
aws(f"wait instance-running --instance-ids {elsewhere}")
seen["elsewhere"] = states(elsewhere)
print(json.dumps(seen))
