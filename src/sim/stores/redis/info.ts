import type { Engine } from './engine.ts';

type Section = (engine: Engine) => readonly (readonly [string, string | number])[];

const sections = new Map<string, Section>([
  ['Server', serverSection],
  ['Clients', clientsSection],
  ['Memory', memorySection],
  ['Persistence', persistenceSection],
  ['Stats', statsSection],
  ['Replication', replicationSection],
  ['Keyspace', keyspaceSection],
]);

const everything = new Set(['all', 'default', 'everything']);

/** The text of INFO; without names, all sections. */
export function infoText(engine: Engine, names: readonly string[]): string {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const all = wanted.size === 0 || [...wanted].some((name) => everything.has(name));
  const parts: string[] = [];
  for (const [name, section] of sections) {
    if (!all && !wanted.has(name.toLowerCase())) continue;
    parts.push([`# ${name}`, ...section(engine).map(([key, value]) => `${key}:${value}`), ''].join('\r\n'));
  }
  return parts.join('\r\n');
}

function serverSection(engine: Engine) {
  const uptime = Math.floor((engine.nowMs() - engine.startedAtMs) / 1000);
  return [
    ['redis_version', engine.version],
    ['redis_mode', 'standalone'],
    ['arch_bits', 64],
    ['run_id', engine.runId],
    ['tcp_port', engine.announced.port],
    ['server_time_usec', Math.floor(engine.nowMs() * 1000)],
    ['uptime_in_seconds', uptime],
    ['uptime_in_days', Math.floor(uptime / 86_400)],
  ] as const;
}

function clientsSection({ sessions, replication }: Engine) {
  const all = [...sessions.values()];
  return [
    ['connected_clients', all.length - replication.replicas.sessions.size],
    ['blocked_clients', all.filter(({ stopWaiting }) => stopWaiting !== undefined).length],
  ] as const;
}

function memorySection(engine: Engine) {
  return [
    ['used_memory', engine.bytes()],
    ['used_memory_dataset', engine.bytes()],
    ['maxmemory', engine.config.get('maxmemory')],
    ['maxmemory_policy', engine.config.get('maxmemory-policy')],
  ] as const;
}

/** `loading` is what clients look at before they send anything: a dataset is in place in no time here. */
function persistenceSection() {
  return [
    ['loading', 0],
    ['async_loading', 0],
    ['aof_enabled', 0],
  ] as const;
}

function statsSection({ stats, replication, pubsub }: Engine) {
  const { replicas } = replication;
  return [
    ['total_connections_received', stats.connections],
    ['total_commands_processed', stats.commands],
    ['sync_full', replicas.fullSyncs],
    ['sync_partial_ok', replicas.partialSyncs],
    ['sync_partial_err', replicas.refusedPartialSyncs],
    ['expired_keys', stats.expired],
    ['pubsub_channels', pubsub.channels.size],
    ['pubsub_patterns', pubsub.patterns.size],
  ] as const;
}

function replicationSection(engine: Engine): (readonly [string, string | number])[] {
  const { history, replicas, link } = engine.replication;
  const { backlog } = history;
  const lines: (readonly [string, string | number])[] = [['role', link === undefined ? 'master' : 'slave']];
  if (link !== undefined) lines.push(...linkLines(engine));
  lines.push(['connected_slaves', replicas.sessions.size]);
  let index = 0;
  for (const { replica } of replicas.sessions) {
    if (replica === undefined) continue;
    const { host, port, phase, ackedOffset } = replica;
    const state = phase === 'online' ? 'online' : 'send_bulk';
    const lag = replicas.lagSeconds(replica);
    lines.push([`slave${index++}`, `ip=${host},port=${port},state=${state},offset=${ackedOffset},lag=${lag}`]);
  }
  lines.push(
    ['master_failover_state', 'no-failover'],
    ['master_replid', history.id],
    ['master_replid2', history.previousId],
    ['master_repl_offset', history.offset],
    ['second_repl_offset', history.previousUntil],
    ['repl_backlog_active', backlog === undefined ? 0 : 1],
    ['repl_backlog_size', engine.backlogBytes()],
    ['repl_backlog_first_byte_offset', backlog?.firstOffset ?? 0],
    ['repl_backlog_histlen', backlog?.bytesStored ?? 0],
  );
  return lines;
}

function linkLines(engine: Engine): (readonly [string, string | number])[] {
  const { link, history } = engine.replication;
  if (link === undefined) return [];
  const seconds = (sinceMs: number) => Math.floor((engine.nowMs() - sinceMs) / 1000);
  const isUp = link.state === 'connected';
  const lines: (readonly [string, string | number])[] = [
    ['master_host', link.host],
    ['master_port', link.port],
    ['master_link_status', isUp ? 'up' : 'down'],
    ['master_last_io_seconds_ago', isUp ? seconds(link.lastIoAtMs) : -1],
    ['master_sync_in_progress', link.state === 'sync' ? 1 : 0],
    ['slave_read_repl_offset', history.offset],
    ['slave_repl_offset', history.offset],
  ];
  if (!isUp) {
    const { downSinceMs } = link;
    lines.push(['master_link_down_since_seconds', downSinceMs === undefined ? -1 : seconds(downSinceMs)]);
  }
  lines.push(
    ['slave_priority', 100],
    ['slave_read_only', engine.config.get('replica-read-only') === 'yes' ? 1 : 0],
    ['replica_announced', 1],
  );
  return lines;
}

function keyspaceSection({ databases }: Engine) {
  return databases.flatMap((database) => {
    const keys = database.size();
    return keys === 0
      ? []
      : [[`db${database.index}`, `keys=${keys},expires=${database.volatileCount()},avg_ttl=0`] as const];
  });
}
