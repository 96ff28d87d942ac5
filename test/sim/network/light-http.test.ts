import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LightHeaders, LightResponse } from '../../../src/sim/network/light-http.ts';

const names = ['accept', 'Accept', 'ACCEPT', 'etag', 'ETag', 'x-note', 'X-Note'];
const name = fc.constantFrom(...names);
const value = fc.stringMatching(/^[a-z0-9]{1,5}$/);
const call = fc.oneof(
  fc.record({ what: fc.constantFrom('set' as const, 'append' as const), name, value }),
  fc.record({ what: fc.constant('delete' as const), name, value: fc.constant('') }),
);

test('headers in any case, given as an object, as pairs or as headers, are what fetch makes of them', () => {
  const given = fc.oneof(fc.dictionary(name, value), fc.array(fc.tuple(name, value)));
  fc.assert(
    fc.property(given, fc.array(call, { maxLength: 4 }), fc.boolean(), (init, calls, copy) => {
      const real = new Headers(init as HeadersInit);
      const first = new LightHeaders(init as HeadersInit);
      const light = copy ? new LightHeaders(first) : first;
      const seen = () => [...light];
      expect(names.map((each) => light.get(each))).toEqual(names.map((each) => real.get(each)));
      for (const { what, name, value } of calls) {
        for (const headers of [real, light]) what === 'delete' ? headers.delete(name) : headers[what](name, value);
      }
      expect(names.map((each) => light.has(each))).toEqual(names.map((each) => real.has(each)));
      expect(seen()).toEqual([...real]);
      if (copy) expect([...first]).toEqual([...new Headers(init as HeadersInit)]);
    }),
  );
});

test('what becomes of the object that headers were given as is nothing to them', () => {
  const shared: Record<string, string> = { 'content-type': 'application/json' };
  const one = new LightResponse('{}', { headers: shared });
  one.headers.set('etag', '"1"');
  expect(shared).toEqual({ 'content-type': 'application/json' });
  shared.etag = '"2"';
  expect(new LightHeaders(one.headers).get('etag')).toBe('"1"');
  expect(one.headers.get('Content-Type')).toBe('application/json');
});
