/**
 * A plug-in: what the Acme team does in an outage that no catalogue knows. It pages people, and it measures how fast an API answers.
 *
 *   zonefall run examples/plugin/pager.yaml --plugin examples/plugin/acme.ts
 *   zonefall schema --plugin examples/plugin/acme.ts > acme.schema.json      an editor completes `acme:page` from it
 *
 * A kind keeps to what it is handed, and so the same code works in a simulated world (virtual time, the world's own network) and on real
 * servers.
 */
import { definePlugin, seconds, z } from 'zonefall/plugin';

export default definePlugin({
  steps: {
    'acme:page': {
      doc: 'Pages a team and waits until somebody acknowledges',
      with: z.strictObject({
        team: z.enum(['platform', 'data']).describe('Whose pager rings'),
        text: z.string().default('Please join the incident call'),
        // In a rehearsal nobody is woken: how long it took the last times says how long it takes.
        'usually-takes': seconds().default(240).describe('How long the team usually takes to acknowledge'),
      }),
      example: { team: 'platform', 'usually-takes': 'PT3M' },
      // A second page wakes nobody who is awake, so `resume` may send it again.
      safeToRepeat: true,
      outputs: { by: 'string', waitedSeconds: 'number' },
      async run({ with: { team, text, 'usually-takes': usualSeconds }, environment, clock, fetch, progress, cancelled }) {
        const startMs = clock.nowMs();
        progress(0, `paging ${team}`);
        let by = `${team} on call`;
        if (environment === 'simulated') await clock.sleep(usualSeconds);
        else {
          const page = { method: 'POST', body: text, signal: cancelled };
          const answer = await fetch(`https://pager.acme.example/teams/${team}/page`, page);
          if (answer.status === 404) throw Object.assign(new Error(`there is no team ${team}`), { permanent: true });
          if (!answer.ok) throw new Error(`the pager answers ${answer.status}`);
          by = await answer.text();
        }
        return { by, waitedSeconds: (clock.nowMs() - startMs) / 1000 };
      },
    },
  },

  probes: {
    'acme:api-latency': {
      doc: 'How long an API takes to answer, seen from the office',
      with: z.strictObject({ url: z.url().default('https://manage.scalarium.com/api/ping') }),
      example: { with: { url: 'https://manage.scalarium.com/api/ping' }, tolerance: { max: 500 } },
      tolerance: { max: 2000 },
      unit: 'ms',
      async measure({ with: { url }, fetch, clock }) {
        const startMs = clock.nowMs();
        const answer = await fetch(url);
        if (!answer.ok) throw new Error(`${answer.status} from ${url}`);
        return clock.nowMs() - startMs;
      },
    },
  },
});
