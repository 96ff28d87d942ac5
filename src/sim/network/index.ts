/**
 * The network room: sites, hosts with their processes, paths, lasting connections, HTTP, DNS.
 *
 * ```ts
 * const network = new Network(kernel, new Dns(kernel));
 * const zone = network.addSite(zoneSite('euw1-az1', 'eu-west-1'));
 * const host = network.addHost({ name: 'web1', site: zone, addresses: ['10.0.0.1'], hardware, bootSeconds: () => 90, onBoot });
 * host.switchOn();
 * network.changeSite(zone, { power: false }); // everything in it dies without a word
 * ```
 */
export { ByteStream } from './byte-stream.ts';
export { type CloseReason, Connection, ConnectionEnd, connect } from './connection.ts';
export { Dns, type DnsFault, Resolver, STUBBORN_US } from './dns.ts';
export { NetworkError } from './errors.ts';
export { type Hardware, Host, type HostOptions, Process } from './host.ts';
export { fetchFrom, type HttpOptions } from './http.ts';
export { lightHttp } from './light-http.ts';
export { Network, type Partition, type Place, type SlowLink } from './network.ts';
export { retransmissionUs } from './retransmission.ts';
export { latencyUs, officeSite, type Site, zoneSite } from './sites.ts';
export type { Traffic, TrafficWatch } from './traffic.ts';
