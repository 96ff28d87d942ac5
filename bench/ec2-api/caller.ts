/**
 * A client that costs as little as it can: each request is serialised and signed once by client-ec2, and then sent as it is over a kept
 * connection, so that what is measured is the server.
 */
import { Agent, request } from 'node:http';
import {
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeRegionsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';

const COMMANDS = {
  CreateTags: CreateTagsCommand,
  DescribeImages: DescribeImagesCommand,
  DescribeInstances: DescribeInstancesCommand,
  DescribeRegions: DescribeRegionsCommand,
  RunInstances: RunInstancesCommand,
};
export type Action = keyof typeof COMMANDS;

/** What goes over the wire. */
export interface SignedRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class Caller {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(port: number) {
    this.#port = port;
  }

  /** Serialises and signs; nothing is sent. */
  async sign(action: Action, input: object): Promise<SignedRequest> {
    let signed: SignedRequest | undefined;
    const client = new EC2Client({
      region: 'eu-west-1',
      endpoint: `http://127.0.0.1:${this.#port}`,
      credentials: { accessKeyId: 'AKIAMAIN', secretAccessKey: 'any' },
      maxAttempts: 1,
      requestHandler: {
        async handle({ path, headers, body }: SignedRequest) {
          signed = { path, headers, body };
          throw new Error('it is only to be signed');
        },
      },
    });
    const Command = COMMANDS[action] as typeof DescribeInstancesCommand;
    await client.send(new Command(input)).catch(() => {});
    if (!signed) throw new Error(`client-ec2 makes no request of ${action}`);
    return signed;
  }

  /** Sends what was signed; the whole answer. Throws for every status but 200. */
  send({ path, headers, body }: SignedRequest): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { port: this.#port, host: '127.0.0.1', method: 'POST', path, headers, agent: this.#agent };
      const sent = request(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString('latin1');
          if (answer.statusCode === 200) resolve(text);
          else reject(new Error(`${answer.statusCode}: ${text.slice(0, 500)}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  async call(action: Action, input: object): Promise<string> {
    return this.send(await this.sign(action, input));
  }

  close(): void {
    this.#agent.destroy();
  }
}
