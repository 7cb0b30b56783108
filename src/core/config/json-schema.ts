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
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
}

/** For editors: YAML language servers read draft-7. */
export const jsonSchema = (): JsonSchema => {
  const file = z.toJSONSchema(clusterFile, {target: 'draft-7', io: 'input'}) as JsonSchema;
  const {spec} = file.properties ?? {};
  const {hosts} = spec?.properties ?? {};
  return {
    ...file,
    ...EXTENSIONS,
    properties: {
      ...file.properties,
      spec: {
        ...spec,
        ...EXTENSIONS,
        properties: {
          ...spec?.properties,
          hosts: {...hosts, items: {...hosts?.items, ...EXTENSIONS}},
        },
      },
    },
    ...{title: 'quorate cluster.yaml'},
  };
};

/** See extensions.ts. */
const EXTENSIONS: Pick<JsonSchema, 'patternProperties'> = {
  patternProperties: {'^x-': {description: 'Ignored: a place for YAML anchors.'}},
};
