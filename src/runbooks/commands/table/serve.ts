import { buildCommand } from '@stricli/core';
import type { CliContext } from '../context.ts';
import type { ServeFlags } from '../serve.ts';
import { parseImage, parsePort, parseQuota, parseServeSpeed } from '../serve-flags.ts';
import { seed, variant, vars } from './choices.ts';
import { loads, parsed, plugins, repeatable, text, toggle } from './define.ts';

export const serveCommand = buildCommand<ServeFlags, [file?: string], CliContext>({
  loader: loads<ServeFlags, [file?: string]>(async () => (await import('../serve.ts')).serve),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          brief: 'The scenario, a YAML file; EC2 of August 2011 without it',
          placeholder: 'SCENARIO',
          parse: String,
          optional: true,
        },
      ],
    },
    flags: {
      port: parsed(parsePort, 'Where EC2 listens; 4011 without it, 0 takes any that is free', 'N'),
      host: text('The address to bind; loopback alone without it', 'ADDRESS'),
      speed: parsed(parseServeSpeed, 'Seconds there for each one here, 1x to 3600x; 1x without it', '1x'),
      instant: toggle('What takes time in EC2 is done at once; machines still boot, and faults last'),
      ec2Only: toggle("A scenario's EC2 alone, without the installations in it"),
      modern: toggle('With what came after 2011: a default VPC, ids of zones, copies between regions'),
      image: repeatable(parseImage, "An image that everybody can launch, besides Ubuntu's; repeatable", 'AMI=x86_64'),
      seed: seed("Draws other letters, ids and addresses; the scenario's own seed without it"),
      variant,
      var: vars('the scenario'),
      plugin: plugins,
      region: text('Of requests that name none: not signed, or with version 2', 'REGION'),
      account: repeatable(String, 'Who is there in a world without a scenario; main, kernel, acme without it', 'NAME'),
      defaultAccount: text('Whose requests are that are not signed, or with a key that nobody has', 'NAME'),
      quota: repeatable(parseQuota, 'What each account may have in a region: instances=N, addresses=N', 'WHAT=N'),
    },
  },
  docs: {
    brief: "EC2's API on loopback for the AWS CLI, boto3, Terraform and SDKs, in a world that breaks",
    fullDescription: [
      "Serves a world's EC2 to real clients: every account and region, POST and GET, signatures of version 4 and 2 (any secret will do).",
      'The access key says which account (AKIAMAIN is main), the scope of the signature which region. Time there follows the clock here.',
      '',
      'A test looks at the world, breaks it and begins again below /_zonefall, with JSON:',
      '  GET    /_zonefall               all that is true: zones, whose letter they are, instances, faults that last',
      '  POST   /_zonefall/faults        {"uses": "zone:power-interruption", "zone": "euw1-az1", "for": "PT10M"}',
      '                                  as in a scenario\'s method, or a list of such; "at" counts from now; answers what was hit',
      '  DELETE /_zonefall/faults/NAME   ends one before its time',
      "  POST   /_zonefall/method        the scenario's own faults, and what its status page says, from now on",
      "  GET    /_zonefall/status-page   what the provider's status page says",
      '  POST   /_zonefall/leap          {"seconds": 600}: that much time passes at once',
      '  POST   /_zonefall/reset         the world as it was at the beginning',
      '',
      'Exits 130 or 143 when a signal ends it, 2 where it cannot listen.',
    ].join('\n'),
  },
});
