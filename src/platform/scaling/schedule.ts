/** Time-based instances: pure questions about hours. */
import { type Instance, type Schedule, weekdays } from '../documents/instance.ts';

/** Whether an instance with this schedule runs at this moment. All hours are UTC. */
function shouldRun(schedule: Schedule, nowMs: number): boolean {
  const now = new Date(nowMs);
  const hours = schedule[weekdays[now.getUTCDay()]!] ?? schedule.every_day ?? [];
  return hours.includes(now.getUTCHours());
}

/** What the hour asks of a time-based instance, whoever has started or stopped it meanwhile; undefined when it is as it should be. */
export function wishOf(instance: Instance, nowMs: number): 'start' | 'stop' | undefined {
  const { status, schedule } = instance;
  if (shouldRun(schedule, nowMs)) {
    return status === 'new' || status === 'stopped' || (status === 'start_failed' && !instance.ec2_instance_id)
      ? 'start'
      : undefined;
  }
  return isStarted(instance) ? 'stop' : undefined;
}

/** Somebody has asked for it to run, whatever has become of that. */
export function isStarted({ status, ec2_instance_id }: Instance): boolean {
  return !['new', 'stopped', 'shutting_down'].includes(status) && !(status === 'start_failed' && !ec2_instance_id);
}

/** The next check: at full minutes, so that what starts with the hour starts with it. */
export function nextCheckMs(nowMs: number, everyMs: number): number {
  return Math.floor(nowMs / everyMs) * everyMs + everyMs;
}
