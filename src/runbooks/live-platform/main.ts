/**
 * `npm run platform`: the platform on real servers until Ctrl-C. From the environment: COUCHDB_URL, REDIS_URL and EC2_URL name servers
 * that are there already; PORT is the API's (3000), EC2_SPEED the virtual seconds of EC2 for each of the wall clock (20).
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { type LivePlatform, startLivePlatform } from './index.ts';

const { env } = process;
const { values } = parseArgs({ options: { verbose: { type: 'boolean', short: 'v' } } });
const log = (event: string, data: Record<string, unknown>) =>
  process.stderr.write(`${event} ${JSON.stringify(data)}\n`);

const platform = await startLivePlatform({
  couchUrl: env.COUCHDB_URL,
  redisUrl: env.REDIS_URL,
  ec2Url: env.EC2_URL,
  port: Number(env.PORT ?? 3000),
  ec2Speed: Number(env.EC2_SPEED ?? 20),
  ...(values.verbose ? { log } : {}),
}).catch((error: Error) => {
  process.stderr.write(`the platform cannot start: ${error.message}\n`);
  process.exit(1);
});
process.stdout.write(welcome(platform));
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await platform.close();
process.exit(0);

function welcome({ apiUrl, couchUrl, redisUrl, ec2Url, stores, token, credentialId }: LivePlatform): string {
  const lines = [
    `API      ${apiUrl}`,
    `CouchDB  ${shown(couchUrl)}  ${stores.couch}`,
    `Redis    ${shown(redisUrl)}  ${stores.redis}`,
    `EC2      ${ec2Url}${env.EC2_URL ? '' : '  simulated, with an agent on each machine'}`,
  ];
  if (token === undefined) lines.push('', 'The database was there already: its users have their tokens.');
  else {
    lines.push(
      '',
      `  api() { curl -s -H 'X-Scalarium-Token: ${token}' \\`,
      `    -H 'Accept: application/vnd.scalarium-v1+json' -H 'Content-Type: application/json' "$@"; }`,
      `  api ${apiUrl}/clouds -d '{"name":"shop","region":"eu-west-1","credential_id":"${credentialId}"}'`,
      `  api ${apiUrl}/clouds`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Without a password. */
function shown(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
