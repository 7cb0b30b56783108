import {existsSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import semver from 'semver';
import {Failure} from '../../../core/failure.js';
import {work} from '../command.js';

/** The modules of the bundle do not build with an older one. */
const OLDEST = '1.26.0';

/**
 * Path of a Go command that is new enough, in PATH or in the default directory of Go's installer.
 * @throws Failure bundle/needs-go
 */
export const findGo = async (env: NodeJS.ProcessEnv): Promise<string> => {
  const go = [...(env.PATH ?? '').split(delimiter), '/usr/local/go/bin']
    .map(directory => join(directory, 'go'))
    .find(path => existsSync(path));
  if (go === undefined) throw needsGo('there is no go command in PATH or in /usr/local/go/bin');
  const version = semver.coerce(await work({title: 'the Go version', argv: [go, 'env', 'GOVERSION']}));
  if (version === null || semver.lt(version, OLDEST)) throw needsGo(`${go} is version ${version ?? 'unknown'}`);
  return go;
};

const needsGo = (found: string): Failure =>
  new Failure(
    'bundle/needs-go',
    `Building the bundle from Go modules requires Go ${OLDEST.slice(0, 4)} or later: ${found}`,
    {
      suggestions: ['install Go as described at https://go.dev/doc/install, then run the same command again'],
    },
  );
