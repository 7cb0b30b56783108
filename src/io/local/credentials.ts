import {homedir} from 'node:os';
import {Failure} from '../../core/failure.js';
import type {CredentialsConfig} from '../../core/model/config.js';
import type {Credentials} from '../../core/network/authorization.js';
import {expandHome} from '../transport/ssh/home.js';
import {readSmallFile} from './small-file.js';

/**
 * Reads the secret of credentials from its file or environment variable. Only the owner of a file may be able to read
 * it. Rejects with Failure 'config/credentials-unusable', which names the setting and the file or variable, never the
 * content.
 *
 * @param where the path of the credentials in cluster.yaml: "spec.registries[0].credentials".
 */
export async function readCredentials(
  {username, passwordFile, passwordEnv, tokenFile, tokenEnv}: CredentialsConfig,
  env: NodeJS.ProcessEnv,
  where: string,
): Promise<Credentials> {
  if (username !== undefined) {
    const password =
      passwordFile === undefined
        ? fromVariable(passwordEnv, env, `${where}.passwordEnv`)
        : await fromFile(passwordFile, `${where}.passwordFile`);
    return {is: 'basic', username, password};
  }
  const [token, setting] =
    tokenFile === undefined
      ? [fromVariable(tokenEnv, env, `${where}.tokenEnv`), `${where}.tokenEnv: $${tokenEnv}`]
      : [await fromFile(tokenFile, `${where}.tokenFile`), `${where}.tokenFile: ${tokenFile}`];
  if (!HEADER_TEXT.test(token)) throw unusable(`${setting} has characters that no token has`, []);
  return {is: 'bearer', token};
}

/** Visible ASCII: what a header may contain. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;

function fromVariable(name: string | undefined, env: NodeJS.ProcessEnv, setting: string): string {
  if (name === undefined) throw new Error(`${setting} is missing: the configuration was not checked`);
  const value = env[name];
  const set = `set it: \`read -rs ${name} && export ${name}\``;
  if (value === undefined || value === '')
    throw unusable(`${setting}: the environment variable ${name} is ${value === undefined ? 'not set' : 'empty'}`, [
      set,
    ]);
  return singleLine(value, `${setting}: $${name}`);
}

async function fromFile(path: string, setting: string): Promise<string> {
  const expanded = expandHome(path, homedir());
  const read = await readSmallFile(expanded);
  if ('why' in read) throw unusable(`${setting}: ${path} ${read.why}`, [`put the secret into ${path}, mode 600`]);
  if ((read.mode & 0o077) !== 0)
    throw unusable(`${setting}: ${path} is accessible by other users (mode ${read.mode.toString(8)})`, [
      `chmod 600 ${path}`,
    ]);
  return singleLine(read.content.toString(), `${setting}: ${path}`);
}

/** Without the line end that editors and echo add. */
function singleLine(content: string, source: string): string {
  const line = content.replace(/\r?\n$/, '');
  if (line === '') throw unusable(`${source} is empty`, []);
  if (/[\x00-\x1f\x7f\ufffd]/.test(line)) throw unusable(`${source} is not one line of text`, []);
  return line;
}

const unusable = (message: string, suggestions: readonly string[]): Failure =>
  new Failure('config/credentials-unusable', message, {suggestions});
