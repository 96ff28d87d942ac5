import { expect, test } from 'vitest';
import { adminToken, SmallInstallation } from '../small-installation.ts';

const limited = () => new SmallInstallation({ workers: 0, config: { requestLimit: { burst: 5, perSecond: 0.5 } } });
const as = (token: string) => ({ 'X-Scalarium-Token': token });

test('who asks too often is told when to come back, and is welcome then', async () => {
  const small = limited();
  await small.play(async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => small.api('GET', '/clouds')));
    expect(asked.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    const refused = asked.find(({ status }) => status === 429)!;
    expect(refused.body).toEqual({ error: 'Too many requests' });
    const seconds = Number(refused.headers.get('Retry-After'));
    expect(seconds).toBe(2);
    await small.sleep(seconds);
    expect((await small.api('GET', '/clouds')).status).toBe(200);
    expect((await small.api('GET', '/clouds')).status).toBe(429);
  });
});

test('a limit is one token’s, and a frontend’s word on it costs no store a call', async () => {
  const small = limited();
  await small.play(async () => {
    expect((await small.api('GET', '/clouds')).status).toBe(200);
    await small.sleep(10);
    const guess = () => small.api('GET', '/clouds', undefined, as('guessed'.padEnd(40, '-')));
    for (let tries = 0; tries < 5; tries++) expect((await guess()).status).toBe(401);
    small.couch.process.end();
    // Refused before anybody is asked: with CouchDB gone any other answer would be a 503.
    expect((await guess()).status).toBe(429);
    expect((await small.api('GET', '/clouds')).status).toBe(503);
    // What tells whether the frontend lives is not limited.
    for (let tries = 0; tries < 10; tries++) expect((await small.api('GET', '/ping')).status).toBe(200);
  });
});

test('guessing with ever new tokens ends as soon as asking with one does, and those who are known do not notice', async () => {
  const small = limited();
  await small.play(async () => {
    expect((await small.api('GET', '/clouds')).status).toBe(200);
    await small.sleep(10);
    const guesses: number[] = [];
    for (let tries = 0; tries < 8; tries++) {
      guesses.push((await small.api('GET', '/clouds', undefined, as(`guess ${tries}`))).status);
    }
    expect(guesses.slice(0, 5)).toEqual([401, 401, 401, 401, 401]);
    expect(guesses.slice(-2)).toEqual([429, 429]);
    expect((await small.api('GET', '/clouds')).status).toBe(200);
  });
});

test('no token is written down anywhere but as its hash, and none is logged', async () => {
  const small = new SmallInstallation();
  await small.play(async () => {
    const made = await small.api('POST', '/users', { name: 'grace', api_enabled: true });
    const { id, token } = made.body;
    expect((await small.api('GET', '/clouds', undefined, as(token))).status).toBe(200);
    const renewed = (await small.api('POST', `/users/${id}/token`, undefined, as(token))).body.token;
    expect((await small.api('GET', '/clouds', undefined, as(token))).status).toBe(401);
    expect((await small.api('GET', '/clouds', undefined, as(renewed))).status).toBe(200);
    const cloud = await small.start();
    await small.until(cloud, 'online');
    const kept = JSON.stringify([small.couch.server.files(), small.redis.server.dump(), small.lines, small.runs]);
    const shown = JSON.stringify([
      (await small.api('GET', '/users')).body,
      (await small.api('GET', `/users/${id}`)).body,
    ]);
    for (const secret of [adminToken, token, renewed]) {
      expect(kept).not.toContain(secret);
      expect(shown).not.toContain(secret);
    }
  });
});
