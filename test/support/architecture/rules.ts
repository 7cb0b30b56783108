import {codeOf, type Import, importsOf, type Source} from './source.js';

/** A rule says what is wrong with a file: nothing, or a sentence for each offence. */
export type Rule = (source: Source) => readonly string[];

/** From left to right; `run` and `io` are neighbours that do not know each other. */
const LAYERS: readonly (readonly string[])[] = [['commands'], ['workflows'], ['run', 'io'], ['ports'], ['core']];
const layerOf = (path: string): string => path.split('/')[1] ?? '';
const floorOf = (layer: string): number => LAYERS.findIndex(layers => layers.includes(layer));
const isOurs = ({target}: Import): boolean => target.startsWith('src/');

/** `commands → workflows → { run | io } → ports → core`; the lab uses io, ports and core. */
export const leftImportsRight: Rule = source =>
  importsOf(source)
    .filter(each => isOurs(each) && !mayImport(source.path, each))
    .map(({target}) => `${source.path} imports ${target}, which is to its left`);

const mayImport = (from: string, {target}: Import): boolean => {
  const [own, other] = [layerOf(from), layerOf(target)];
  if (other === 'lab') return own === 'lab' || LAB_COMMANDS.some(place => from.startsWith(place));
  if (own === 'lab') return ['io', 'ports', 'core'].includes(other);
  return own === other || floorOf(other) > floorOf(own);
};

const LAB_COMMANDS = ['src/commands/lab/', 'src/commands/bundle/', 'src/commands/quickstart.ts'];

/** What each part of core may use, types included; itself and the files at the top of core aside. */
const CORE: Readonly<Record<string, readonly string[]>> = {
  network: [],

  codes: [],
  quorum: ['model'],
  restore: ['model'],
  snapshots: ['model'],
  backup: ['model', 'snapshots'],
  model: ['codes', 'network'],
  config: ['codes', 'model', 'network', 'quorum', 'snapshots'],
  versions: [],
  artifacts: ['model', 'versions'],
  pki: ['model', 'network'],
  render: ['model', 'network', 'pki', 'artifacts', 'snapshots', 'versions'],
  identity: ['codes', 'model', 'network', 'pki', 'render', 'restore'],
  checks: ['codes', 'model', 'network', 'quorum', 'render', 'artifacts', 'versions'],
  actions: ['identity', 'model', 'pki', 'quorum', 'render', 'restore', 'artifacts', 'versions'],
  plan: [
    'actions',
    'checks',
    'codes',
    'identity',
    'model',
    'network',
    'pki',
    'quorum',
    'render',
    'restore',
    'artifacts',
    'versions',
  ],
  'upgrade-plan': ['actions', 'checks', 'codes', 'model', 'plan', 'quorum', 'render', 'artifacts', 'versions'],
  diagnosis: [
    'actions',
    'checks',
    'codes',
    'identity',
    'model',
    'network',
    'pki',
    'plan',
    'quorum',
    'render',
    'artifacts',
    'versions',
  ],
  drawing: ['diagnosis', 'quorum'],
};

export const coreHasAnOrder: Rule = source => {
  const own = corePart(source.path);
  if (own === undefined) return [];
  return importsOf(source)
    .filter(({target}) => corePart(target) !== undefined)
    .filter(({target}) => corePart(target) !== own && !CORE[own]?.includes(corePart(target) ?? ''))
    .map(({target}) => `${source.path} imports ${target}: core/${own} may not use core/${corePart(target)}`);
};

const corePart = (path: string): string | undefined => /^src\/core\/([^/]+)\//.exec(path)?.[1];

const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  '@oclif/core': ['src/commands/'],
  '@inquirer/prompts': ['src/commands/'],
  ssh2: ['src/io/transport/'],
  execa: ['src/io/transport/', 'src/lab/'],
  yaml: ['src/core/config/', 'src/core/render/'],
  zod: ['src/core/config/', 'src/core/render/', 'src/core/diagnosis/'],
  'node-forge': ['src/core/pki/'],
  undici: ['src/io/bundle/download/'],
  'age-encryption': ['src/io/local/'],
  '@sigstore/bundle': ['src/io/signatures/'],
  '@sigstore/protobuf-specs': ['src/io/signatures/'],
  '@sigstore/verify': ['src/io/signatures/'],
  '@noble/curves/nist.js': ['src/io/signatures/'],
};

export const oneLibraryOneFolder: Rule = source =>
  importsOf(source)
    .filter(({target}) => LIBRARIES[target]?.some(place => source.path.startsWith(place)) === false)
    .map(({target}) => `${source.path} imports ${target}, which is for ${LIBRARIES[target]?.join(' and ')}`);

/** Modules of Node that only compute. */
const COMPUTING = new Set(['node:crypto', 'node:buffer', 'node:util']);

const IMPURE = [
  /\bawait\b/,
  /\basync\b/,
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /\bperformance\b/,
  /\bMath\.random\b/,
  /\brandom(?:Bytes|UUID|Int|Fill|FillSync)\b/,
  /\bgetRandomValues\b/,
  /\bgenerateKey\w*/,
  /\bprocess\.\w+/,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /\bconsole\./,
  /\bfetch\(/,
];

/** No await, no input or output, no clock, no randomness. */
export const coreIsPure: Rule = source => {
  if (!source.path.startsWith('src/core/')) return [];
  const code = codeOf(source.text);
  return [
    ...importsOf(source)
      .filter(({target}) => target.startsWith('node:') && !COMPUTING.has(target))
      .map(({target}) => `${source.path} imports ${target}`),
    ...IMPURE.flatMap(pattern => pattern.exec(code)?.[0] ?? []).map(found => `${source.path} has ${found}`),
  ];
};

/** Who may know the word: the configuration and samples of it, the one place that decides, and what shows it or makes hosts. */
const ASKING = [
  'src/core/config/',
  'src/core/model/config.ts',
  'src/core/checks/coverage/sample-clusters.ts',
  'src/core/desire.ts',
  'src/commands/',
  'src/lab/',
];

/** "Stacked or external?" is asked by desire() and nowhere below it. */
export const topologyIsDecidedOnce: Rule = ({path, text}) => {
  if (!path.startsWith('src/') || ASKING.some(place => path.startsWith(place))) return [];
  const asked = /\btopology\b/.exec(codeOf(text)) ?? /(['"`])(?:stacked|external)\1/.exec(text);
  return asked ? [`${path} asks about the topology (${asked[0]}), which desire() has decided`] : [];
};

/** Files are read and written by io and by the lab. */
export const filesAreOfIo: Rule = source =>
  ['io', 'lab'].includes(layerOf(source.path))
    ? []
    : importsOf(source)
        .filter(({target}) => /^node:(fs|net|tls|child_process|dgram|http|https|dns)\b/.test(target))
        .map(({target}) => `${source.path} imports ${target}, which is for src/io and src/lab`);

/**
 * Outside of the transport a connection is a HostTransport, which accepts no command without a time limit, and only an
 * endless command has none.
 */
export const commandsHaveLimits: Rule = ({path, text}) => {
  if (!path.startsWith('src/') || path.startsWith('src/io/transport/')) return [];
  const code = codeOf(text);
  const isLimited = !/\b(?:Transport|Wire)\b/.test(code);
  const isEndless = /\bendless: true\b/.test(code) || path === 'src/io/remote/limits.ts';
  return [
    ...(isLimited ? [] : [`${path} uses a connection that runs commands without a time limit`]),
    ...(isEndless || !/\b(?:NO_LIMIT|POSITIVE_INFINITY)\b/.test(code) || !/\btimeoutMs\b/.test(code)
      ? []
      : [`${path} has an infinite limit for a command that is not endless`]),
  ];
};

/** `table[text]` also finds `constructor` and `toString`, and texts come from users and hosts. */
export const tablesAnswerForThemselves = (sources: readonly Source[]): readonly string[] => {
  const tables = (source: Source, declared: RegExp) => [...source.text.matchAll(declared)].map(([, name = '']) => name);
  const exported = sources.flatMap(source => tables(source, /^export const (\w+): Readonly<Record<string, /gm));
  return sources.flatMap(source => {
    const code = codeOf(source.text);
    const known = [...tables(source, /^const (\w+): Readonly<Record<string, /gm), ...exported];
    return known
      .filter(name => new RegExp(`\\b${name}(?:\\?\\.)?\\[`).test(code))
      .map(name => `${source.path} reads ${name}[…]: use own(${name}, …) of src/core/own.ts`);
  });
};

/** What commands print has texts of hosts in it: it leaves through BaseCommand, which makes it printable. */
export const outputIsPrintable: Rule = ({path, text}) => {
  if (path === 'src/commands/base.ts' || path.startsWith('src/lab/')) return [];
  const code = codeOf(text);
  const writes = /\bprocess\.std(?:out|err)\.write\(|\bconsole\.\w+\(|\bsuper\.log\w*\(/.test(code);
  const paints = /\blogPainted\(/.test(code) && path !== 'src/commands/topology/check.ts';
  const prints = path.startsWith('src/run/report/') && /\bJSON\.stringify\(/.test(code);
  return [
    ...(writes ? [`${path} prints by itself: use log() or say() of BaseCommand`] : []),
    ...(paints ? [`${path} prints a drawing that nobody made printable`] : []),
    ...(prints ? [`${path} prints JSON by itself: use printableJson()`] : []),
  ];
};

const MAX_LINES = 250;

export const filesAreOfOneThought: Rule = ({path, text}) => {
  const lines = text.split('\n').length - 1;
  return [
    ...(lines > MAX_LINES ? [`${path} has ${lines} lines, more than ${MAX_LINES}`] : []),
    ...(/\/(?:utils?|helpers?|common|misc)(?:\/|\.ts$)/.test(path) ? [`${path} has a name that says nothing`] : []),
  ];
};

const UNWANTED_IN_TESTS = [/\bvi\s*\.\s*(?:mock|doMock)\b/, /\b(?:test|it|describe)\s*\.\s*(?:only|skip|todo|fails)\b/];

/** Tests mock no module, and none is left out or left alone. */
export const testsAreWhole: Rule = ({path, text}) => {
  const code = codeOf(text);
  return UNWANTED_IN_TESTS.flatMap(pattern => pattern.exec(code)?.[0] ?? []).map(found => `${path} has ${found}`);
};

/** Files that import each other in a circle, types included, one path a circle: "a.ts → b.ts → a.ts". */
export function circles(sources: readonly Source[]): readonly string[] {
  const imports = new Map(
    sources.map(source => [
      source.path,
      importsOf(source)
        .filter(isOurs)
        .map(each => each.target),
    ]),
  );
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || finished.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return found;
}
