import {isMap, isScalar, isSeq, parseDocument} from 'yaml';
import type {Credentials} from '../pki/credentials.js';

/** A kubeconfig of one client certificate has about six kilobytes, and nine with RSA keys. */
const MOST_BYTES = 256 * 1024;
/** Without its certificates and key it has some hundred characters. The parser takes seconds for 256 KiB of brackets. */
const MOST_OTHER_CHARACTERS = 4096;

/** What follows the name of the file: "has the field users.user.exec". It has no control characters. */
export type Unexpected = {readonly unexpected: string};

/**
 * The credentials of a kubeconfig that a host has sent: exactly one cluster, one user and one context, with certificates
 * and key as data. Nothing else in it is accepted, since kubectl would act on it: it starts the programs and uses the
 * proxies that a kubeconfig names. Never throws.
 */
export function credentialsIn(content: Uint8Array): Credentials | Unexpected {
  if (content.byteLength > MOST_BYTES) return {unexpected: `has ${content.byteLength} bytes, more than ${MOST_BYTES}`};
  try {
    return readCredentials(textOf(content));
  } catch (error) {
    // The rest are the limits of the parser, such as the depth of its recursion.
    return {unexpected: error instanceof Strange ? error.message : 'cannot be read as YAML'};
  }
}

class Strange extends Error {}

function textOf(content: Uint8Array): string {
  const text = decoded(content);
  if (/[^\P{C}\r\n]/u.test(text)) throw new Strange('has control characters');
  if (text.replaceAll(/[A-Za-z0-9+/=]{64,}/g, '').length > MOST_OTHER_CHARACTERS) {
    throw new Strange('has more text than one cluster needs');
  }
  return text;
}

function decoded(content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(content);
  } catch {
    throw new Strange('is not UTF-8');
  }
}

function readCredentials(text: string): Credentials {
  // Every scalar is a text, and no text is anything else. Repeated keys are found below: the parser compares each with each.
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
  });
  if (document.errors.length > 0 || document.warnings.length > 0) throw new Strange('is not plain YAML');

  const top = fields(
    document.contents,
    '',
    ['apiVersion', 'kind', 'clusters', 'contexts', 'users', 'current-context'],
    ['preferences'],
  );
  is(top('apiVersion'), 'v1', 'apiVersion');
  is(top('kind'), 'Config', 'kind');
  if (top('preferences') !== undefined) fields(top('preferences'), 'preferences', []);

  const cluster = named(top('clusters'), 'clusters', 'cluster', ['certificate-authority-data', 'server']);
  const user = named(top('users'), 'users', 'user', ['client-certificate-data', 'client-key-data']);
  const context = named(top('contexts'), 'contexts', 'context', ['cluster', 'user']);
  is(top('current-context'), context.name, 'current-context');
  is(context.of('cluster'), cluster.name, 'contexts.context.cluster');
  is(context.of('user'), user.name, 'contexts.context.user');
  string(cluster.of('server'), 'clusters.cluster.server');

  return {
    caPem: data(cluster.of('certificate-authority-data'), 'clusters.cluster.certificate-authority-data'),
    certPem: data(user.of('client-certificate-data'), 'users.user.client-certificate-data'),
    keyPem: data(user.of('client-key-data'), 'users.user.client-key-data'),
  };
}

/** The only entry of a list of named things. */
function named(node: unknown, list: string, kind: string, required: readonly string[]) {
  if (!isSeq(node) || node.anchor !== undefined) throw new Strange(`has no list ${list}`);
  if (node.items.length !== 1) throw new Strange(`has ${node.items.length} ${list}, and not one`);
  const entry = fields(node.items[0], list, ['name', kind]);
  return {name: string(entry('name'), `${list}.name`), of: fields(entry(kind), `${list}.${kind}`, required)};
}

/** The values of a map that has exactly these fields. */
function fields(node: unknown, place: string, required: readonly string[], optional: readonly string[] = []) {
  if (!isMap(node) || node.anchor !== undefined) throw new Strange(`has no fields in ${place || 'its top level'}`);
  const found = new Map<string, unknown>();
  for (const {key, value} of node.items) {
    const name = string(key, `the name of a field in ${place || 'its top level'}`);
    const path = [place, name].filter(part => part !== '').join('.');
    if (!required.includes(name) && !optional.includes(name))
      throw new Strange(`has the field ${path.replaceAll(/\p{C}/gu, '?').slice(0, 100)}`);
    if (found.has(name)) throw new Strange(`has the field ${path} twice`);
    found.set(name, value);
  }
  const missing = required.find(name => !found.has(name));
  if (missing !== undefined) throw new Strange(`has no field ${place === '' ? missing : `${place}.${missing}`}`);
  return (name: string): unknown => found.get(name);
}

function string(node: unknown, place: string): string {
  if (isScalar(node) && node.anchor === undefined && typeof node.value === 'string') return node.value;
  throw new Strange(`has no plain text in ${place}`);
}

function is(node: unknown, wanted: string, place: string): void {
  if (string(node, place) !== wanted) throw new Strange(`has another value than expected in ${place}`);
}

/** Text in base64. */
function data(node: unknown, place: string): string {
  const text = string(node, place);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new Strange(`has no base64 in ${place}`);
  return Buffer.from(text, 'base64').toString('latin1');
}
