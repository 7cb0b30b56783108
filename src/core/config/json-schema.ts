import {z} from 'zod';
import {clusterFile} from './schema/cluster.js';

/** The keywords of JSON Schema draft-7 that the schema of cluster.yaml uses. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: boolean | JsonSchema;
}

/** For editors: YAML language servers read draft-7. */
export const jsonSchema = (): JsonSchema => ({
  ...(z.toJSONSchema(clusterFile, {target: 'draft-7', io: 'input'}) as JsonSchema),
  ...{title: 'quorate cluster.yaml'},
});
