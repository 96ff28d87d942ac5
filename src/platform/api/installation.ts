/** What an installation says about itself to anybody, without asking a store. */
import { z } from 'zod';
import { openApi } from './openapi.ts';
import { ok, route } from './route.ts';

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
    handle: ({ config, routes }) => ok(openApi(routes, config)),
  }),
];
