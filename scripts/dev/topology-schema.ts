/** Writes domain/topology/topology.schema.json, by which editors complete and check a topology file. Run it after a change of domain/topology/schema.ts. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { topologyFileSchema } from '../../domain/topology/schema';

export const schemaFile = path.join(__dirname, '..', '..', 'domain', 'topology', 'topology.schema.json');

/** The text of the file. `io: 'input'`: what has a default may be left out. */
export function schemaText(): string {
  const schema = z.toJSONSchema(topologyFileSchema, { io: 'input' });
  return `${JSON.stringify({ title: 'Topology of stretched Persistent Chat pools', ...schema }, null, 2)}\n`;
}

if (require.main === module) writeFileSync(schemaFile, schemaText());
