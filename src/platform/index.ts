/**
 * Scalarium: what the rest of the house may use of it. Begin with `installation.ts`.
 *
 * A room below nobody: it knows no simulated world, only the Environment that its processes are handed.
 */
export { type Agent, type AgentOptions, startAgent } from './agent.ts';
export { mediaType, type OpenApi, openApi, routes } from './api/index.ts';
export { startBus } from './bus.ts';
export { type ClientNeeds, scalariumClient } from './client/index.ts';
export type { KeptRun } from './client/kept-run.ts';
export { createDatabase, genesis } from './database.ts';
export {
  type Applications,
  converge as convergeApplications,
  type Installed,
  releasesKept,
} from './deploy/releases.ts';
export * from './documents/index.ts';
export type {
  AwsCredential,
  Chance,
  Channel,
  ChefRun,
  Clock,
  Environment,
  Machine,
  MachineFacts,
} from './environment.ts';
export { startFrontend } from './frontend.ts';
export { type Architecture, type InstallationConfig, type InstallationFields, installation } from './installation.ts';
export { type Decision, decide, type Effect, type LifeEvent } from './life/decide.ts';
export { decodeUserData, type UserData } from './life/ec2.ts';
export { type DesignDocument, designDocuments, locateView, type ViewName, viewNames } from './views.ts';
export { startWorker } from './worker.ts';
