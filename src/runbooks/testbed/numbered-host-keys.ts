/**
 * The host keys of simulated machines: the first one of a world is the first of every world, and so on.
 *
 * Real keys, each of two primes of 256 bits out of a short table: the search for primes took a twentieth of the run of
 * 2011 and a seventh of a sweep, and nobody breaks into a simulated machine. A thread remembers what it has made.
 */
import type { SshHostKeys } from '../../platform/environment.ts';
import { rsaKeyOf } from '../../sim/cloud/ssh-keys.ts';
import { type Kernel, RandomStream } from '../../sim/kernel/index.ts';
import { sshHostKeysOf } from './ssh-host-keys.ts';

/** Made with `openssl prime -generate -bits 256 -hex`. */
const primes = [
  0xcb6e7b259f6e9f2dbbabd51decfddf64865b73f6aac2a978776d8ca24f1b0793n,
  0xdb28384b25cde98dc62c1283d43cf9b25a6e860b6b74a46687a82b3ea303499dn,
  0xcdc2951a85666c7ccd915fa5a1558a405f8797cb3a1b2af2762d8d2e5c1a909fn,
  0xd9de79d142fc130a504cc56f755af09ecb551233d2ceb01c15993c058c030865n,
  0xe432950959f9156149f278887f4513d47a2c1e037c93e7f745e8e0fff323f6abn,
  0xcc467a7d8f590b84a7457b0c19d1eb9f59dd2506597912cf6a01787235bd07b9n,
  0xd367f2457ea768146f7bc4e2213c775abdc8806b98775db5e6eede8010e269f9n,
  0xd0284736df2346067c754b7d6bde5d725b017678ac5d14f4bf25f0b36d59b69dn,
  0xcf777eda2c6f78c0e18d814540ea5daaf0c306a81830fd6beee041a74b8fe423n,
  0xebd872df51a2dd51cffdc6515b6c44e7f4eb9c936a0c18f67566e5fccb19464fn,
  0xe4dbf3794143afa48397c21451a44e69f363ec6da9fddc9e8f0d8142c75d1b85n,
  0xcc01d3f40a32430b287de0f69aa3f3f53debdf0259f249d750acd186657b234bn,
  0xe0961dbfdbef8cf2cb012e715a7d7ed1b4c9e380a9569f7085fecdd43e5f41e9n,
  0xe570c0aae4dccd6e5bdacc30fcbc555194ea1724d2ca3e87fd7e772328efef7dn,
  0xeb0ba4a2d9cad366494bb1b67686b8c1326d47fb1224067136e68728313e2a57n,
  0xd87aa0f2d3d669bc7686a592518475f35f21a62f6c121e9b4a844514be368ac9n,
  0xf6c342693b7dfda431845058a5741f40420dc1ce17b7f02ae2dbfb53523f45c5n,
  0xe4a17a7a04107600fb09b235676904107f730aaa4744ef242d55814756e68cebn,
  0xde7f9471cbe1e219611fafb50c75fae2a1c3580adc21294833fab254fbb90f1dn,
  0xc14e6afd6cded608cc58bd8e57fe8d6574453ea1460f128af51ec93bfa2fe13bn,
  0xde6540ec73fd8f80237b434e3400b4fad9075804d1841b601e3cb0a2e90ac427n,
  0xf0c4bf1606720d3645ad5af95236eded83512fb29b6b87ff125cdd8a6985240dn,
  0xcd2f0039469e8523f58fa30ebeb266e51642d1819beeb35cdf8b1f37ccc60697n,
  0xf605f8b92cf0fe16af2030153d8a59e6ae19cda8b98fd91885f95994757ab745n,
];
/** Two different ones each: machines beyond that would have keys that others have, which only they could notice. */
const pairs = primes.flatMap((p, at) => primes.slice(at + 1).map((q) => [p, q] as const));

const handedOut = new WeakMap<Kernel, number>();
const made: SshHostKeys[] = [];

/** Keys that no other of the world's first 276 machines has. */
export function nextSshHostKeys(kernel: Kernel): SshHostKeys {
  const number = handedOut.get(kernel) ?? 0;
  handedOut.set(kernel, number + 1);
  const [p, q] = pairs[number % pairs.length]!;
  return (made[number] ??= sshHostKeysOf(rsaKeyOf(p, q), new RandomStream(`ssh-host-keys/${number}`)));
}
