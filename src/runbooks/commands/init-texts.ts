// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of the file format

/** The scenario that `zonefall init` writes. */
export const firstScenario = `# yaml-language-server: $schema=zonefall.schema.json
# A zone loses power for a while, and with it a small installation. \`zonefall run first-drill.yaml\` plays it.
version: 1
kind: scenario
id: first-drill
title: A zone loses power, and the installation in it

# What you may turn: --var outage=PT1H sets one from the command line, a variant (below) sets several.
variables:
  outage:      { type: duration, default: PT15M, description: How long the zone is dark }
  decideAfter: { type: duration, default: PT5M, description: How long people usually take to decide }

clock: { start: "2011-08-07T19:41:00+02:00", horizon: PT6H, zone: Europe/Berlin }
seed: 1

# What there is before anything breaks.
world:
  regions:
    eu-west-1: { zones: [euw1-az1, euw1-az2] }
  accounts:
    main: { zone-names: uniform }        # a is the first zone, b the second
    acme: { zone-names: uniform }        # a customer
  installations:
    main:
      account: main
      place: { region: eu-west-1, zone: a }
      hostname: manage.example.com
      roles:
        frontend:     { count: 2, type: m1.large }
        worker:       { count: 1, type: m1.large }
        couch-master: { count: 1, type: m1.large }
        redis-master: { count: 1, type: m1.large }
        bus:          { count: 1, type: m1.large }
      data: { documents: 10000 }
  customers:
    - { account: acme, cloud: shop, region: eu-west-1, zones: [b], roles: { lb: 1, rails-app: 2 } }

people:
  decides:
    wait-for-power: { lognormal: { p50: "\${{ vars.decideAfter }}", sigma: 0.3 } }

# Recovered means: all of these hold together, for this long.
steady-state-hypothesis:
  title: Customers can manage their machines
  probes:
    - { name: manage-answers, uses: "http:get", with: { url: "https://manage.example.com/api/clouds" }, tolerance: { status: 200, within: PT5S } }
  hold-for: PT2M

# Broken once means failed, however fast the recovery.
invariants:
  - { name: customers-keep-running, uses: "ec2:running-outside", with: { zone: euw1-az1 }, tolerance: { lost: 0 } }

# What breaks, and when; what follows from it is computed.
targets:
  dark-zone: { type: zone, ids: [euw1-az1] }
method:
  - { name: power-lost, uses: "zone:power-interruption", target: dark-zone, at: PT1M, for: "\${{ vars.outage }}", with: { ebs: { lost: 0 } } }

runbook: { file: first-drill.runbook.yaml }

# What must not be exceeded.
budgets:
  - { id: rto, measure: recovery, max: PT45M, percentile: 95 }
  - { id: rpo, measure: data-loss, max: PT0S, percentile: 100 }

variants:
  as-it-is:    {}
  long-outage: { outage: PT1H }
`;

/** The runbook that \`zonefall init\` writes. */
export const firstRunbook = `# yaml-language-server: $schema=zonefall.schema.json
# Somebody decides, then the team looks until everything answers again. \`zonefall schema runbook\` lists every kind of step.
version: 1
kind: runbook
id: first-drill
title: Sit out a power failure, and make sure that it is over
owner: platform-on-call
objectives: { rto: PT45M, rpo: PT0S }

roles:
  commander: { may: [approve, abort] }

defaults: { timeout: PT10M, retry: { attempts: 3, delay: PT15S } }

activate:
  - id: decide
    uses: "people:approve"
    role: commander
    with: { decision: wait-for-power, evidence: [signals, probes], choices: [go, wait, abort] }
    timeout: PT1H
    milestones: { finished: decided }
  - { id: recovered, needs: [decide], uses: "steady-state:wait", timeout: PT4H }

post-recovery:
  - { id: debrief, uses: "people:note", with: { prompt: "What surprised you?" } }
`;
