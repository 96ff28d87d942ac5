/** What an installation says about itself to anybody, without asking a store. */
import { z } from 'zod';
import { type OpenApi, openApi } from './openapi.ts';
import type { Frontend } from './parts.ts';
import { ok, route } from './route.ts';

/** Made when it is first asked for: anybody may ask, and it takes longer to make than all other answers. */
const documents = new WeakMap<Frontend, OpenApi>();

function documentOf(frontend: Frontend): OpenApi {
  let document = documents.get(frontend);
  if (!document) documents.set(frontend, (document = openApi(frontend.routes, frontend.config)));
  return document;
}

export const installationRoutes = [
  route({
    method: 'GET',
    path: '/ping',
    rule: 'public',
    summary: 'Whether the frontend answers, and which version it is',
    answers: { 200: z.looseObject({ installation: z.string(), version: z.string() }) },
    handle: ({ config }) => ok({ installation: config.name, version: config.version }),
  }),
  route({
    method: 'GET',
    path: '/openapi.json',
    rule: 'public',
    summary: 'This document (OpenAPI 3.1)',
    answers: { 200: z.looseObject({ openapi: z.string() }) },
    handle: (frontend) => ok(documentOf(frontend)),
  }),
];
