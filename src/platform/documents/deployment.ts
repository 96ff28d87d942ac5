import { type Document, documentBase, type Identity } from './document.ts';

/** What can be done with an application, in the order of the select box in which it was chosen. */
export const applicationCommands = ['deploy', 'rollback', 'start', 'stop', 'restart', 'undeploy'] as const;
export type ApplicationCommand = (typeof applicationCommands)[number];

/** What can be done with a cloud: application deployments are different from cloud deployments. */
export const cloudCommands = ['update_custom_cookbooks', 'execute_recipes'] as const;
export type CloudCommand = (typeof cloudCommands)[number];
export type DeploymentCommand = ApplicationCommand | CloudCommand;

export type DeploymentStatus = 'running' | 'successful' | 'failed';

/** A deployment on one instance. */
export interface DeploymentRun {
  /** The start of the instance that was told; another start of it owes nothing. */
  agent_id: string | null;
  status: DeploymentStatus;
  created_at: string;
  completed_at: string | null;
  /** The document of its Chef log. */
  log_id: string | null;
  /** Why there is no log, in a line. */
  error: string | null;
}

/** One command for an application or a cloud, on several instances. It succeeds when the Chef runs of all of them do. */
export interface Deployment extends Document {
  type: 'deployment';
  /** Null for a deployment of the cloud. */
  application_id: string | null;
  cluster_id: string;
  user_id: string | null;
  command: DeploymentCommand;
  comment: string;
  instances: string[];
  /** Who was online and deselected: a repetition leaves them out again (blog of 2011-11-18). */
  skipped_instances: string[];
  migrate: boolean;
  /** The one instance that migrates the database. */
  migration_instance_id: string | null;
  /** Seconds, as text: the restart of the k-th instance waits k times as long. */
  shift_between_restarts: string;
  /** JSON text that is merged over everything, for this deployment only. */
  custom_json: string;
  /** Those of `execute_recipes`. */
  recipes: string[];
  revision: string | null;
  /** The application is deleted with it. */
  deletes_application: boolean;
  status: DeploymentStatus;
  /** Null while it runs. */
  successful: boolean | null;
  completed_at: string | null;
  runs: Record<string, DeploymentRun>;
}

type Needed = 'cluster_id' | 'command' | 'instances';
export type DeploymentFields = Pick<Deployment, Needed> & Partial<Omit<Deployment, keyof Document | Needed>>;

export function newDeployment(fields: DeploymentFields, identity: Identity): Deployment {
  return {
    ...documentBase('deployment', identity),
    application_id: null,
    user_id: null,
    comment: '',
    skipped_instances: [],
    migrate: false,
    migration_instance_id: null,
    shift_between_restarts: '0',
    custom_json: '',
    recipes: [],
    revision: null,
    deletes_application: false,
    status: 'running',
    successful: null,
    completed_at: null,
    runs: {},
    ...fields,
  };
}
