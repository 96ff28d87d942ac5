/**
 * EC2's Query API, the door for any SDK, command line or tool: parameters in, XML out. It knows no sockets; whoever has a request hands
 * it over as plain data.
 *
 * The codec is driven by the operation schemas that client-ec2 exports, both ways: what client-ec2 can send is understood, and it
 * understands what comes back. Element order is EC2's (`element-order.ts`), the version that a client asks for is echoed, list indices
 * begin with 0 or 1, POST and GET are the same. The signature names the account (its access key) and the region (its scope).
 *
 * This room loads client-ec2: import it only when somebody is served.
 *
 * ```ts
 * const door = new QueryDoor({ call, requestId, accountOf, regions: ['eu-west-1'], region: 'eu-west-1' });
 * const answer = await door.answer({ method: 'POST', url: '/', host, authorization, body: 'Action=DescribeRegions&Version=2016-11-15' });
 * answer?.status; // undefined: the network gave no answer, and neither should you
 * ```
 */
export { type QueryAnswer, QueryDoor, type QueryDoorParts, type QueryRequest } from './door.ts';
