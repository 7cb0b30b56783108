import {Failure} from '../failure.js';
import type {NamedVersions} from '../model/config.js';
import {type ConfigDocument, readDocument} from './document.js';
import {parseConfig} from './parse.js';
import type {Path} from './problem.js';

const KUBERNETES: Path = ['spec', 'kubernetesVersion'];
const ETCD: Path = ['spec', 'etcd', 'version'];

/**
 * The same text with other versions: comments, quotes and line ends do not change. The version of etcd replaces the one
 * in the text; a text without spec.etcd gets it below the version of Kubernetes.
 * @throws Failure config/not-editable if that is not possible, or if the result has other versions
 */
export function withVersions(text: string, {kubernetes, etcd}: NamedVersions): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const source = text.slice(mark.length);
  const document = readDocument(source);
  const edits = [
    editOf(KUBERNETES, kubernetes, document, source),
    ...(etcd === undefined
      ? []
      : [document.has(ETCD) ? editOf(ETCD, etcd, document, source) : addition(etcd, document, source)]),
  ];
  if (edits.some(edit => edit === undefined)) throw notEditable({kubernetes, ...(etcd === undefined ? {} : {etcd})});
  const edited = edits
    .flatMap(edit => edit ?? [])
    .toSorted((one, other) => other.start - one.start)
    .reduce((all, {start, end, value}) => `${all.slice(0, start)}${value}${all.slice(end)}`, source);
  if (!hasVersions(edited, {kubernetes, etcd})) throw notEditable({kubernetes, ...(etcd === undefined ? {} : {etcd})});
  return `${mark}${edited}`;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Undefined for an absent key, and for a value of several lines. */
function editOf(path: Path, version: string, document: ConfigDocument, source: string): Edit | undefined {
  if (document.broken.length > 0 || !document.has(path)) return undefined;
  const {offset: start, length} = document.span(path, 'alias');
  const written = source.slice(start, start + length);
  return written.includes('\n') ? undefined : {start, end: start + length, value: inStyleOf(written, version)};
}

/** A new key below spec.kubernetesVersion with the same indentation; undefined if the text has spec.etcd. */
function addition(etcd: string, document: ConfigDocument, source: string): Edit | undefined {
  if (document.broken.length > 0 || document.has(['spec', 'etcd']) || !document.has(KUBERNETES)) return undefined;
  const {offset} = document.span(KUBERNETES, 'key');
  const line = source.lastIndexOf('\n', offset - 1) + 1;
  const indent = source.slice(line, offset);
  const end = source.indexOf('\n', offset);
  if (indent.trim() !== '' || end < 0) return undefined;
  const newline = source[end - 1] === '\r' ? '\r\n' : '\n';
  const value = `${indent}etcd:${newline}${indent}  version: "${etcd}"${newline}`;
  return {start: end + 1, end: end + 1, value};
}

/** With the same quotes and leading v. An alias is replaced by the version. */
function inStyleOf(written: string, version: string): string {
  const [, quote, v] = /^(["']?)(v?)\d/.exec(written) ?? [undefined, '"', ''];
  return `${quote}${v}${version}${quote}`;
}

function hasVersions(
  text: string,
  {kubernetes, etcd}: {readonly kubernetes: string; readonly etcd: string | undefined},
) {
  const parsed = parseConfig(text);
  if ('problems' in parsed) return false;
  const {kubernetesVersion, etcd: settings} = parsed.config;
  return kubernetesVersion === kubernetes && (etcd === undefined || settings.version === etcd);
}

const notEditable = ({kubernetes, etcd}: NamedVersions): Failure =>
  new Failure('config/not-editable', `cannot write the version ${kubernetes} into the configuration`, {
    suggestions: [
      `set spec.kubernetesVersion to "${kubernetes}"${etcd === undefined ? '' : ` and spec.etcd.version to "${etcd}"`} in the file, then run the same command again`,
    ],
  });
