/**
 * Applications and deployments.
 *
 * A deployment is one command for an application (`deploy`, `rollback`, `start`, `stop`, `restart`, `undeploy`) or for a cloud
 * (`update_custom_cookbooks`, `execute_recipes`), on several instances. The frontend selects them (`selection.ts`), puts the whole
 * deployment into the queue as a job and writes it down; a worker that comes first writes it down itself, so that there is never a
 * deployment that nobody carries out. The job (`carry-out.ts`) makes a Chef run for each instance with the JSON of `json.ts`;
 * what the agents report is noted (`results.ts`), with the log of each run; when all have reported the deployment is
 * `successful` or `failed`. What the recipes make of a machine is in `releases.ts`.
 *
 * ```
 * POST /api/applications/:a/deploy {"command": "deploy"}  ->  202 {"id": ..., "status": "running", "instances": [...]}
 * GET  /api/applications/:a/deployments/:d                ->  {"status": "successful", "successful": true, ...}
 * ```
 */
export { deploy } from './carry-out.ts';
export { deploymentCheck, deploymentOf, noteRun } from './results.ts';
