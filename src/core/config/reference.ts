import {type JsonSchema, jsonSchema} from './json-schema.js';

/** docs/reference/config.md: a table for each object of cluster.yaml. */
export function configReference(): string {
  return [
    '# cluster.yaml',
    '',
    '<!-- Made from the schema by `quorate config schema --markdown`. Change src/core/config/schema, not this page. -->',
    '',
    'One file describes a cluster. `quorate config validate` reports all its problems at once; editors complete and check',
    'it with `cluster.schema.json`, see the first line of the examples in [`docs/examples`](../examples). Keys that are not',
    'in the tables below are errors.',
    '',
    'Settings that repeat can be written once, with anchors (`&name`), aliases (`*name`) and merge keys (`<<: *name`, or a',
    'list: `<<: [*one, *two]`). Keys that begin with `x-` are ignored at the top level, in `spec` and in a host: they are a',
    'place for anchors.',
    '',
    '```yaml',
    'x-worker: &worker',
    '  roles: [worker]',
    '  ssh: { user: admin, port: 2222 }',
    'spec:',
    '  hosts:',
    '    - { <<: *worker, name: w1, address: 192.0.2.21 }',
    '    - { <<: *worker, name: w2, address: 192.0.2.22, zone: north }',
    '```',
    '',
    ...sections('cluster.yaml', '', jsonSchema()).flatMap(lines => [...lines, '']),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function sections(title: string, path: string, schema: JsonSchema): readonly (readonly string[])[] {
  const properties = Object.entries(schema.properties ?? {});
  const below = properties.flatMap(([key, property]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (property.properties) return [{at, schema: property}];
    return property.items?.properties ? [{at: `${at}[]`, schema: property.items}] : [];
  });
  return [
    [
      `## ${title}`,
      '',
      '| Key | Type | Default | Meaning |',
      '| --- | --- | --- | --- |',
      ...properties.map(([key, property]) => row(key, property, schema.required?.includes(key) ?? false)),
    ],
    ...distinct(below).flatMap(({at, also, schema: inner}) => sections(heading(at, also), at, inner)),
  ];
}

interface Below {
  readonly at: string;
  readonly schema: JsonSchema;
}

/** Objects of the same shape under several keys, like the flags of components, are described once. */
function distinct(below: readonly Below[]): readonly (Below & {readonly also: number})[] {
  const shape = ({schema}: Below) => JSON.stringify(schema);
  return below
    .filter((each, index) => below.findIndex(other => shape(other) === shape(each)) === index)
    .map(each => ({...each, also: below.filter(other => shape(other) === shape(each)).length - 1}));
}

const heading = (at: string, also: number): string =>
  also === 0 ? `\`${at}\`` : `\`${at}\`, and the same for the ${also} others`;

const row = (key: string, schema: JsonSchema, required: boolean): string =>
  `| ${[`\`${key}\``, typeOf(schema), defaultOf(schema, required), schema.description ?? ''].map(cell).join(' | ')} |`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map(value => `\`${value}\``).join(', ');
  switch (schema.type) {
    case 'string':
      return 'string';
    case 'integer':
      return `integer, ${schema.minimum} to ${schema.maximum}`;
    case 'boolean':
      return '`true`, `false`';
    case 'array':
      return schema.items?.properties ? 'list of objects' : `list of ${typeOf(schema.items ?? {})}`;
    default:
      return schema.properties ? 'object' : 'mapping of strings';
  }
}

function defaultOf(schema: JsonSchema, required: boolean): string {
  if (required) return '**required**';
  if (schema.default === undefined || (schema.properties && isEmpty(schema.default))) return '';
  return `\`${typeof schema.default === 'string' ? schema.default : JSON.stringify(schema.default)}\``;
}

const isEmpty = (value: unknown): boolean => JSON.stringify(value) === '{}';
