import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ec2Caller } from '../../../../src/sim/cloud/index.ts';
import { doorTo, REGION } from './real-client.ts';

const SIGNED = [
  'AWS4-HMAC-SHA256 Credential=AKIAMAIN/20110807/eu-west-1/ec2/aws4_request',
  'SignedHeaders=host;x-amz-date',
  `Signature=${'0f'.repeat(32)}`,
].join(', ');
const V2 = 'AWSAccessKeyId=AKIAMAIN&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp=2011-08-07T17:41:00Z';
const SIGNATURE_V2 = `&Signature=${encodeURIComponent(`${'A'.repeat(43)}=`)}`;
const REGIONS = 'Action=DescribeRegions&Version=2011-07-15';

function setUp() {
  const asked: { caller: Ec2Caller; action: string; input: object }[] = [];
  const door = doorTo(async (caller, action, input) => {
    asked.push({ caller, action, input });
    return {};
  });
  const ask = async (
    body: string,
    more: { authorization?: string; url?: string; method?: string; host?: string } = {},
  ) => (await door.answer({ method: 'POST', url: '/', host: undefined, authorization: SIGNED, body, ...more }))!;
  return { asked, ask };
}

const codeOf = (xml: string) => /<Response><Errors><Error><Code>(.*)<\/Code><Message>/.exec(xml)?.[1];

describe('a request that is wrong is refused as EC2 refuses it, and nobody hears of it', () => {
  const filters = Array.from({ length: 10_000 }, (_, at) => `&Filter.${at + 1}.Name=a&Filter.${at + 1}.Value.1=b`);
  test.each([
    ['no action', 'Version=2011-07-15', 'MissingAction', 400],
    ['an unknown action', 'Action=MakeCoffee&Version=2011-07-15', 'InvalidAction', 400],
    ['an action of EC2 that is not modelled', 'Action=CreateVpnGateway&Version=2016-11-15', 'InvalidAction', 400],
    ['what every object has', 'Action=constructor&Version=2011-07-15', 'InvalidAction', 400],
    ['no version', 'Action=DescribeRegions', 'MissingParameter', 400],
    ['a version that never was', 'Action=DescribeRegions&Version=1999-01-01', 'NoSuchVersion', 400],
    ['no version at all', 'Action=DescribeRegions&Version=latest', 'NoSuchVersion', 400],
    ['a parameter too many', `${REGIONS}&Colour=blue`, 'UnknownParameter', 400],
    ['a member that there is not', `${REGIONS}&Filter.1.Colour=blue`, 'UnknownParameter', 400],
    ['a list without a number', `${REGIONS}&RegionName.first=eu-west-1`, 'UnknownParameter', 400],
    ['a text where a list is', `${REGIONS}&RegionName=eu-west-1`, 'UnknownParameter', 400],
    ['a parameter twice', `${REGIONS}&RegionName.1=eu-west-1&RegionName.1=us-east-1`, 'InvalidParameterValue', 400],
    ['no number', 'Action=DescribeInstances&Version=2016-11-15&MaxResults=many', 'InvalidParameterValue', 400],
    ['neither true nor false', `${REGIONS}&DryRun=perhaps`, 'InvalidParameterValue', 400],
    ['endless dots', `${REGIONS}&${'Filter.1.'.repeat(500)}=x`, 'InvalidParameterValue', 400],
    ['ten thousand filters', `${REGIONS}${filters.join('')}`, 'RequestResourceCountExceeded', 400],
    ['not even a form', '{"Action": "DescribeRegions"}', 'MissingAction', 400],
  ])('%s', async (_, body, code, status) => {
    const { asked, ask } = setUp();
    const answer = await ask(body);
    expect([codeOf(answer.body), answer.status]).toEqual([code, status]);
    expect(asked).toEqual([]);
  });

  test.each([
    ['another scheme', 'Bearer abc', 'IncompleteSignature', 400],
    ['an empty header', '', 'IncompleteSignature', 400],
    ['no signature', SIGNED.replace(/, Signature.*/, ''), 'IncompleteSignature', 400],
    ['no signed headers', SIGNED.replace(/SignedHeaders[^,]*, /, ''), 'IncompleteSignature', 400],
    ['half a signature', SIGNED.slice(0, -9), 'IncompleteSignature', 400],
    ['a scope in pieces', SIGNED.replace('/eu-west-1', ''), 'IncompleteSignature', 400],
    ['a day that is none', SIGNED.replace('20110807', 'sunday'), 'IncompleteSignature', 400],
    ['another end of the scope', SIGNED.replace('aws4_request', 'aws5_request'), 'IncompleteSignature', 400],
    ['another service', SIGNED.replace('/ec2/', '/s3/'), 'AuthFailure', 401],
    ['a region that there is not', SIGNED.replace('eu-west-1', 'mars-1'), 'AuthFailure', 401],
    ['a key that nobody has', SIGNED.replace('AKIAMAIN', 'AKIANOBODY'), 'AuthFailure', 401],
    ['no signature at all', undefined, 'MissingAuthenticationToken', 403],
  ])('signed with %s', async (_, authorization, code, status) => {
    const { asked, ask } = setUp();
    const answer = await ask(REGIONS, { authorization });
    expect([codeOf(answer.body), answer.status]).toEqual([code, status]);
    expect(asked).toEqual([]);
  });

  test.each([
    ['without a signature', V2],
    ['with a signature of version 1', `${V2.replace('Version=2', 'Version=1')}${SIGNATURE_V2}`],
    ['with MD5', `${V2.replace('HmacSHA256', 'HmacMD5')}${SIGNATURE_V2}`],
    ['without a time', `${V2.replace(/&Timestamp.*/, '')}${SIGNATURE_V2}`],
    ['with a signature that is none', `${V2}&Signature=x`],
  ])('of version 2, %s', async (_, signature) => {
    const { ask } = setUp();
    const answer = await ask(`${REGIONS}&${signature}`, { authorization: undefined });
    expect([codeOf(answer.body), answer.status]).toEqual(['IncompleteSignature', 400]);
  });

  test('whatever is sent, the answer is a document', async () => {
    const { ask } = setUp();
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('Action', 'Version', 'Filter.1.Name', 'DryRun', '__proto__', '.'),
    );
    const pairs = fc.array(fc.tuple(word, fc.oneof(word, fc.constantFrom('DescribeInstances', '2016-11-15'))));
    const texts = fc.oneof(
      fc.string(),
      pairs.map((each) => new URLSearchParams(each).toString()),
    );
    const header = fc.oneof(fc.constant(SIGNED), fc.string(), fc.constant(undefined));
    await fc.assert(
      fc.asyncProperty(texts, texts, header, fc.boolean(), async (body, query, authorization, complete) => {
        const asks = complete ? `Action=DescribeInstances&Version=2016-11-15&${body}` : body;
        const answer = await ask(asks, { url: `/?${query}`, authorization });
        expect(answer.body).toMatch(
          /^<\?xml version="1.0" encoding="UTF-8"\?>\n<(Response><Errors>|DescribeInstancesResponse )/,
        );
        expect(answer.status === 200).toBe(answer.body.includes('InstancesResponse'));
      }),
      { numRuns: 150 },
    );
  });
});

describe('the same question in all the ways in which clients ask it', () => {
  const ids = 'Action=DescribeInstances&Version=2011-07-15';
  const input = { InstanceIds: ['i-1', 'i-2'] };

  test.each([
    ['in the body', `${ids}&InstanceId.1=i-1&InstanceId.2=i-2`, {}],
    ['in the query', '', { method: 'GET', url: `/?${ids}&InstanceId.1=i-1&InstanceId.2=i-2` }],
    ['some here, some there', 'InstanceId.1=i-1', { url: `/?${ids}&InstanceId.2=i-2` }],
    ['counted from zero', `${ids}&InstanceId.0=i-1&InstanceId.1=i-2`, {}],
    ['with gaps and out of order', `${ids}&InstanceId.30=i-2&InstanceId.7=i-1`, {}],
    [
      'signed as in 2011',
      `${ids}&InstanceId.1=i-1&InstanceId.2=i-2&${V2}${SIGNATURE_V2}`,
      { authorization: undefined },
    ],
    [
      'signed in the query',
      `${ids}&InstanceId.1=i-1&InstanceId.2=i-2&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host&X-Amz-Date=20110807T174100Z` +
        `&X-Amz-Credential=${encodeURIComponent('AKIAMAIN/20110807/eu-west-1/ec2/aws4_request')}&X-Amz-Signature=${'0f'.repeat(32)}`,
      { authorization: undefined },
    ],
  ])('%s', async (_, body, more) => {
    const { asked, ask } = setUp();
    const answer = await ask(body, more);
    expect(asked).toEqual([{ caller: { account: 'main', region: REGION }, action: 'DescribeInstances', input }]);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain(
      '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2011-07-15/"><requestId>',
    );
  });

  test('the region is that of the scope; where there is none, of the host', async () => {
    const { asked, ask } = setUp();
    await ask(REGIONS, { authorization: SIGNED.replace('eu-west-1', 'us-east-1') });
    const unscoped = `${REGIONS}&${V2}${SIGNATURE_V2}`;
    for (const host of ['ec2.us-east-1.amazonaws.com', 'us-east-1.ec2.amazonaws.com:443', '127.0.0.1:4011']) {
      await ask(unscoped, { authorization: undefined, host });
    }
    expect(asked.map(({ caller }) => caller.region)).toEqual(['us-east-1', 'us-east-1', 'us-east-1', REGION]);
  });
});

test('elements stand in the order in which EC2 has them, empty lists are there, and texts are escaped', async () => {
  const door = doorTo(async () => ({
    Reservations: [
      {
        Groups: [],
        ReservationId: 'r-1',
        Instances: [
          { Tags: [{ Key: 'a<b', Value: 'c&\u0000d' }], Architecture: 'i386', ImageId: 'ami-1', InstanceId: 'i-1' },
        ],
      },
    ],
  }));
  const body = 'Action=DescribeInstances&Version=2016-11-15';
  const answer = await door.answer({ method: 'POST', url: '/', host: undefined, authorization: SIGNED, body });
  expect(answer!.body).toContain(
    '<reservationSet><item><reservationId>r-1</reservationId><groupSet/><instancesSet><item><instanceId>i-1</instanceId>' +
      '<imageId>ami-1</imageId><architecture>i386</architecture><tagSet><item><key>a&lt;b</key><value>c&amp;\u{FFFD}d</value></item>',
  );
});

test('an operation without output says that it is done', async () => {
  const { ask } = setUp();
  const answer = await ask('Action=CreateTags&Version=2016-11-15&ResourceId.1=i-1&Tag.1.Key=a&Tag.1.Value=b');
  expect(answer.body).toMatch(/<requestId>[^<]+<\/requestId><return>true<\/return><\/CreateTagsResponse>$/);
});

test('what the network lost has no answer', async () => {
  const door = doorTo(() => Promise.reject(Object.assign(new Error('lost'), { name: 'TimeoutError' })));
  expect(
    await door.answer({ method: 'POST', url: '/', host: undefined, authorization: SIGNED, body: REGIONS }),
  ).toBeUndefined();
});
