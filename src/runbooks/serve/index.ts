/**
 * `zonefall serve`: a world on loopback for real clients. EC2's Query API answers the AWS command line, boto3, Terraform and the SDKs;
 * below `/_zonefall` a test looks at the world, breaks it and begins again.
 *
 * `setting.ts` says what world, `stage.ts` what is in it (EC2 alone, or with `whole-world.ts` a scenario's Scalarium, CouchDB and Redis,
 * which `listen-doors.ts` puts on ports of their own); `served-world.ts` is one world, `living-world.ts` lets its time follow the wall
 * clock; `served.ts` puts a new one in its place at a reset; `listen.ts` is the real server, `control.ts` the control. The world stays
 * deterministic: same seed and same calls at the same moments, same answers.
 *
 * ```ts
 * const served = await Served.open(usualSetting({}), { speed: 1, instant: true });
 * const alive = served.live();
 * const { port, close } = await listen(served, { host: '127.0.0.1', port: 0, region: 'eu-west-1', onError: console.error });
 * ```
 */

export type { Bound } from './bind.ts';
export { CONTROL_PATH } from './control.ts';
export { keepHeapSmall } from './heap.ts';
export { type ListenOptions, listen } from './listen.ts';
export { type ListeningDoor, listenDoors } from './listen-doors.ts';
export { Served } from './served.ts';
export type { ServedWorld } from './served-world.ts';
export { type Chosen, type Setting, settingOf, usualSetting } from './setting.ts';
export type { Door, MakeStage, Pace } from './stage.ts';
