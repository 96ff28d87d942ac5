/**
 * The HTTP API: a table of routes, each declared once.
 *
 * A declaration says path, rule, the shapes of body and answer, and what to do. From it come the Hono app (`app.ts`),
 * the check of token and permission (`session.ts`), the texts of 412 (`problems.ts`), the OpenAPI document
 * (`openapi.ts`), and two tests that ask every route as every kind of user and with every kind of bad input.
 *
 * To add routes, declare them in a file of their own and name its list in `routes.ts`:
 *
 * ```ts
 * export const applicationRoutes = [
 *   route({
 *     method: 'POST',
 *     path: '/applications/:application/deploy',
 *     rule: 'deploy', // the least level in the cloud of the application; or public, user, self, admin
 *     summary: 'Runs a command of an application on its instances',
 *     body: z.object({ command: z.enum(commands), instances: ids.optional() }), // fields: schemas/fields.ts
 *     example: { command: 'deploy' },
 *     answers: { 202: deployment }, // schemas/answers.ts
 *     handle: async (frontend, { user, found, body }) => {
 *       const { application, cloud } = found; // read and checked: they exist, belong together, and the user may
 *       ...
 *       return accepted(`/applications/${application._id}/deployments/${id}`, presented(deployment));
 *     },
 *   }),
 * ];
 * ```
 *
 * `:name` in a path is the id of a document of that type. A document with a `cluster_id` is a child of its cloud: its
 * rule is a level there, and below `/clouds/:cloud` or `/applications/:application` it is not found unless it belongs to
 * it. What a handler finds wrong it throws: an `InvalidError` becomes 412 with its messages, `NotFoundError` and
 * `ForbiddenError` 404 and 403, an `UnavailableError` of a store 503. A path parameter of a new kind wants a line in the
 * test's table (test/platform/api/every-route.ts).
 */
export { createApi } from './app.ts';
export { mediaType } from './errors.ts';
export { type OpenApi, openApi } from './openapi.ts';
export type { Frontend } from './parts.ts';
export { type Answer, type Route, type Rule, rules } from './route.ts';
export { routes } from './routes.ts';
