/** What an operator can do in a shell on an installation's machine. Each command answers in plain data. */
import { type Agent, scalariumClient } from '../../platform/index.ts';
import type { Host } from '../../sim/network/index.ts';
import type { CouchFiles } from '../../sim/stores/couchdb/index.ts';
import type { Services } from './services.ts';
import type { Commands } from './ssh.ts';

export interface ShellNeeds {
  host: Host;
  services: Services;
  /** Another machine's services, by its address, if it can be reached from here. */
  servicesAt: (address: string) => Services | undefined;
  /** Seconds that copying so many bytes takes to here from a region. */
  transferSeconds: (bytes: number, fromRegion: string) => number;
  sleep: (seconds: number) => Promise<void>;
  backup: (installation: string) => Backup | undefined;
  startInstallation: (installation: string) => void;
  /** Scalarium's agent here; none on a machine that nobody manages. */
  agent: () => Agent | undefined;
}

export interface Backup {
  /** Where it lies. */
  region: string;
  /** In kernel time. */
  takenAtUs: number;
  documents: number;
  bytes: number;
  restore: (services: Services) => void;
}

/** What there is to type, and what each command is given: `indexes` may be left out. */
export const shellCommandArguments: ReadonlyMap<string, readonly string[]> = new Map([
  ['true', []],
  ['couchdb-writable?', []],
  ['couchdb-writable', ['writable']],
  ['couchdb-copy-from', ['address', 'indexes']],
  ['redis-stop', []],
  ['redis-start', []],
  ['stop-services', []],
  ['start-services', ['installation']],
  ['stop-following', ['store']],
  ['restore-backup', ['installation']],
  ['scalarium-client', ['words']],
]);

export function shellCommands(needs: ShellNeeds): Commands {
  const { host, services } = needs;
  const couch = () => {
    if (!services.couch?.process.alive) throw new Error('CouchDB is not running');
    return services.couch.server;
  };
  return {
    true: async () => undefined,
    'couchdb-writable?': async () => couch() && services.couchWritable,
    'redis-stop': async () => services.fenceRedis(),
    'redis-start': async () => services.unfenceRedis(),
    /** Stops everything that runs here for an installation; neither a boot nor a Chef run starts a store again. */
    'stop-services': async () => services.fence(),
    /** Lets a replica's store follow nobody any more, also after a boot. */
    'stop-following': async ({ store }) => services.stopFollowing(store === 'redis' ? 'redis' : 'couch'),
    /** Makes CouchDB here take writes, or refuse them. */
    'couchdb-writable': async ({ writable }) => {
      couch();
      services.setCouchWritable(writable === true);
      return { writable };
    },
    /** Copies database files, and with `indexes` the view index files, from another machine and starts CouchDB on them. */
    'couchdb-copy-from': async ({ address, indexes }) => {
      const source = needs.servicesAt(String(address));
      if (!source?.couch?.process.alive) throw new Error(`no route to ${String(address)}`);
      const files = source.couch.server.files();
      const wanted = indexes === true ? files : { ...files, indexes: [] };
      const bytes = filesBytes(wanted);
      await needs.sleep(needs.transferSeconds(bytes, source.host.site.region));
      if (needs.servicesAt(String(address)) !== source || !source.couch.process.alive) {
        throw new Error(`${String(address)} went away while its files were copied`);
      }
      const report = couch().adopt(wanted);
      couch().setReadOnly(!services.couchWritable);
      return { ...report, bytes };
    },
    /** Fetches the newest backup of an installation and loads it here. */
    'restore-backup': async ({ installation }) => {
      const backup = needs.backup(String(installation));
      if (!backup) throw new Error(`there is no backup of ${String(installation)} that can be reached`);
      await needs.sleep(needs.transferSeconds(backup.bytes, backup.region));
      services.install({ roles: ['couch-master'] });
      services.setCouchWritable(true);
      backup.restore(services);
      return { documents: backup.documents, ageSeconds: (host.kernel.nowUs - backup.takenAtUs) / 1e6 };
    },
    /** What Scalarium puts on every machine for those who log in there. */
    'scalarium-client': async ({ words }) =>
      scalariumClient(
        { agent: needs.agent(), processes: [...host.processes].map(({ name }) => name) },
        Array.isArray(words) ? words.map(String) : [],
      ),
    /** Starts all services of an installation here. */
    'start-services': async ({ installation }) => {
      needs.startInstallation(String(installation));
      return { address: host.addresses[1] };
    },
  };
}

/** What a copy has to move. */
export function filesBytes({ databases, indexes }: CouchFiles): number {
  return [...databases, ...indexes].reduce((sum, { bytes }) => sum + bytes, 0);
}
