import type { Command } from '../command.ts';
import { blockingListCommands } from './blocking-lists.ts';
import { clientCommands } from './clients.ts';
import { connectionCommands } from './connection.ts';
import { hashCommands } from './hashes.ts';
import { keyCommands } from './keys.ts';
import { listCommands } from './lists.ts';
import { pubsubCommands } from './pubsub.ts';
import { replicationCommands } from './replication.ts';
import { commandCommand, serverCommands } from './server.ts';
import { setCommands } from './sets.ts';
import { sortedSetCommands } from './sorted-sets.ts';
import { stringCommands } from './strings.ts';
import { transactionCommands } from './transactions.ts';

const table = new Map<string, Command>();
const families = [
  ...[stringCommands, keyCommands, listCommands, blockingListCommands, hashCommands, setCommands, sortedSetCommands],
  ...[connectionCommands, clientCommands, transactionCommands, pubsubCommands, serverCommands, replicationCommands],
];
for (const row of [...families.flat(), commandCommand(table)]) table.set(row.name, row);

/** Every command, by its name in lower case. */
export const commandTable: ReadonlyMap<string, Command> = table;
