/** A TypeScript file, as far as the rules look at it. */
export interface Source {
  /** Relative to the package: "src/core/plan/plan.ts". */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** "src/core/failure.ts" for a file of the package, else the library: "node:fs", "@oclif/core". */
  readonly target: string;
  /** It is gone at run time. */
  readonly typeOnly: boolean;
}

/** Static, re-exporting and dynamic imports alike. */
export const importsOf = ({path, text}: Source): readonly Import[] => {
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s+)?([^'"`;]*?)\bfrom\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
  );
  const calls = codeOf(text, 'keep strings').matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  return [
    ...[...statements].map(([, type, names = '', from, bare]) => ({
      target: targetOf(from ?? bare ?? '', path),
      typeOnly: type !== undefined || onlyTypes(names),
    })),
    ...[...calls].map(([, specifier = '']) => ({target: targetOf(specifier, path), typeOnly: false})),
  ];
};

/** `{type A, type B}` */
const onlyTypes = (names: string): boolean => {
  const inner = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
  const each = inner?.split(',').flatMap(name => name.trim() || []);
  return each !== undefined && each.length > 0 && each.every(name => name.startsWith('type '));
};

const targetOf = (specifier: string, from: string): string => {
  if (!specifier.startsWith('.')) return libraryOf(specifier);
  const resolved: string[] = from.split('/').slice(0, -1);
  for (const part of specifier.split('/'))
    if (part === '..') resolved.pop();
    else if (part !== '.') resolved.push(part);
  return resolved.join('/').replace(/\.js$/, '.ts');
};

/** "@oclif/core/flags" → "@oclif/core", "yaml/util" → "yaml"; node: modules keep their full name. */
const libraryOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** The text with comments, and unless they are kept the contents of strings, blanked out: what is left is code. */
export const codeOf = (text: string, strings: 'keep strings' | 'blank strings' = 'blank strings'): string =>
  text.replaceAll(TOKEN, (token, before: string | undefined) => {
    if (token.startsWith('//') || token.startsWith('/*')) return token.replaceAll(/[^\n]/g, ' ');
    if (strings === 'keep strings') return token;
    if (token.startsWith('`')) return templateCode(token);
    if (before !== undefined) return before;
    return token.slice(0, 1) + token.slice(1, -1).replaceAll(/[^\n]/g, ' ') + token.slice(-1);
  });

/**
 * Comments, strings, templates (holding templates one level deep), and regular expressions after what cannot end an
 * operand.
 */
const TOKEN = new RegExp(
  [
    String.raw`\/\/[^\n]*`,
    String.raw`\/\*[^]*?\*\/`,
    String.raw`'(?:\\.|[^'\\\n])*'`,
    String.raw`"(?:\\.|[^"\\\n])*"`,
    String.raw`\`(?:\\.|\$\{(?:[^{}\`]|\{[^{}]*\}|\`(?:\\.|[^\`\\])*\`)*\}|[^\`\\])*\``,
    String.raw`([=(,:!&|?{};[]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*`,
  ].join('|'),
  'g',
);

/** Of a template only what is in `${…}` is code. */
const templateCode = (template: string): string =>
  [...template.matchAll(/\$\{((?:[^{}`]|\{[^{}]*\}|`(?:\\.|[^`\\])*`)*)\}/g)]
    .map(([, code = '']) => codeOf(code))
    .join(' ; ');
