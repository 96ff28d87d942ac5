/** GetConsoleOutput: what the machine has written to its serial console since it was last switched on. */
import { SECOND_US } from '../../kernel/index.ts';
import type { InstanceRecord } from '../state.ts';
import type { Handler } from './context.ts';
import { findInstance } from './lookup.ts';

/** EC2 copies the console some time after a change, not at once; `Latest` reads the console itself (ours: how long). */
const COPY_LAG_US = 30 * SECOND_US;

/** Without output before the first copy, as EC2 answers for a new instance. */
export const getConsoleOutput: Handler<'GetConsoleOutput'> = (context, { InstanceId, Latest }) => {
  const { kernel } = context;
  const instance = findInstance(context, InstanceId);
  const { instanceId, bootedAtUs } = instance;
  const copiedAtUs = kernel.nowUs - (Latest ? 0 : COPY_LAG_US);
  if (bootedAtUs === undefined || copiedAtUs < bootedAtUs) return { InstanceId: instanceId };
  const text = consoleText(instance, new Date(kernel.startMs + bootedAtUs / 1000));
  return {
    InstanceId: instanceId,
    Timestamp: new Date(kernel.startMs + copiedAtUs / 1000),
    Output: Buffer.from(text, 'utf8').toString('base64'),
  };
};

/** What a boot says of the machine, and the prompt once its system is up. */
function consoleText(instance: InstanceRecord, bootedAt: Date): string {
  const { image, type, privateIp, userData, machine } = instance;
  const isUp = machine?.health?.().system ?? machine !== undefined;
  const lines = [
    `Booting ${image.name} (${image.imageId}) on ${type.name}, ${bootedAt.toISOString()}`,
    `Linux: ${image.architecture}, ${type.cores} CPU, ${type.memoryMib} MiB memory`,
    `root on ${image.rootDeviceName}`,
    `eth0: ${privateIp}`,
    `cloud-init: ${Buffer.byteLength(userData)} bytes of user data`,
    ...(isUp ? [`ip-${privateIp.replaceAll('.', '-')} login:`] : []),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
