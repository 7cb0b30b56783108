import {nearest} from '../did-you-mean.js';
import {PREFLIGHT_FAMILIES} from './catalogue/preflight.js';
import {ALL, lookUp} from './lookup.js';

/** Codes that were probably meant by a code that is unknown; all codes of its area if none is similar. */
export function nearCodes(text: string): readonly string[] {
  const code = bare(text);
  const codes = ALL.map(each => each.code);
  const near = [
    ...(lookUp(code) === undefined ? [] : [code]),
    ...codes.filter(each => nameOf(each) === nameOf(code)),
    ...ofFamily(code),
    nearest(code, codes) ?? [],
  ].flat();
  const area = codes.filter(each => each.startsWith(`${code.split('/')[0]?.toLowerCase()}/`));
  return near.length > 0 ? [...new Set(near)] : area;
}

/** `[ERROR Swap]:` as it is printed. */
const bare = (text: string): string =>
  text
    .replace(/^[^\w]*((error|warning|note)\s+)?/i, '')
    .replace(/[^\w]+$/, '')
    .trim();

const nameOf = (code: string): string => code.slice(code.indexOf('/') + 1).toLowerCase();

/** `Prot-6443` and `Port6443` mean `Port-6443`. */
function ofFamily(code: string): readonly string[] {
  const [, name = '', suffix = ''] = /^([A-Za-z]+)(.*)$/.exec(code) ?? [];
  const family = nearest(name, PREFLIGHT_FAMILIES);
  if (family === undefined || code.includes('/')) return [];
  const rest = suffix.replace(/^[^\w-]+/, '');
  return [rest === '' ? family : `${family}${rest.startsWith('-') ? '' : '-'}${rest}`];
}
