import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import semver from 'semver';
import {Failure} from '../../../core/failure.js';
import {work} from '../command.js';

/** Modules of this generation do not build with older ones. */
const OLDEST = '1.26.0';

/**
 * Path of a Go command that is new enough, in PATH or where Go's own installer puts it.
 * @throws Failure bundle/needs-go
 */
export const findGo = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const go = [...(env.PATH ?? '').split(delimiter), '/usr/local/go/bin']
    .map(directory => join(directory, 'go'))
    .find(path => existsSync(path));
  if (go === undefined) throw needsGo(`there is no go command in PATH, nor in /usr/local/go/bin`);
  const version = semver.coerce(await work({title: 'the Go version', argv: [go, 'env', 'GOVERSION']}));
  if (version === null || semver.lt(version, OLDEST)) throw needsGo(`${go} is version ${version ?? 'unknown'}`);
  return go;
};

const needsGo = (seen: string): Failure =>
  new Failure(
    'bundle/needs-go',
    `Building the bundle from Go modules takes Go ${OLDEST.slice(0, 4)} or later: ${seen}`,
    {
      suggestions: ['install Go as https://go.dev/doc/install says, then run the same command again'],
    },
  );
