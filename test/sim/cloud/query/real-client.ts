/** An unmodified EC2Client whose requests, signed and serialised by itself, go to a door instead of a socket. */
import { EC2Client } from '@aws-sdk/client-ec2';
import { ec2ClientConfig } from '../../../../src/sim/cloud/client-door.ts';
import { QueryDoor, type QueryDoorParts, type QueryRequest } from '../../../../src/sim/cloud/query/index.ts';

export const REGION = 'eu-west-1';

/** What smithy hands to a request handler. */
interface Sent {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string>;
  headers: Record<string, string>;
  body?: string;
}

export function doorTo(call: QueryDoorParts['call'], more: Partial<QueryDoorParts> = {}): QueryDoor {
  return new QueryDoor({
    call,
    requestId: () => '00000000-0000-4000-8000-000000000000',
    accountOf: (key) => (key === 'AKIAMAIN' ? 'main' : undefined),
    regions: [REGION, 'us-east-1'],
    region: REGION,
    ...more,
  });
}

/** `sent` collects the requests as they would stand on the wire. */
export function clientOf(door: QueryDoor, sent: QueryRequest[] = [], region = REGION): EC2Client {
  return new EC2Client({
    ...ec2ClientConfig(region),
    credentials: { accessKeyId: 'AKIAMAIN', secretAccessKey: 'any' },
    requestHandler: {
      handle: async ({ method, hostname, path, headers, body }: Sent) => {
        const request = {
          method,
          url: path,
          host: hostname,
          authorization: headers.authorization ?? headers.Authorization,
          body: body ?? '',
        };
        sent.push(request);
        const answer = await door.answer(request);
        if (!answer) throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
        const bytes = new TextEncoder().encode(answer.body);
        return {
          response: {
            statusCode: answer.status,
            headers: { 'content-type': 'text/xml' },
            body: new Blob([bytes]).stream(),
          },
        };
      },
    } as never,
  });
}
