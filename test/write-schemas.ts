/** `npm run schemas`: writes the JSON Schemas that are kept in schemas/, which a test holds to what the program reads. */
import { writeFileSync } from 'node:fs';
import { fileKinds, jsonSchemaOf } from '../src/runbooks/files/json-schema/index.ts';

for (const kind of fileKinds) {
  writeFileSync(`schemas/${kind}.schema.json`, `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`);
}
