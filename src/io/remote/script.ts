import type {HostName} from '../../core/model/names.js';
import type {Templates} from '../../core/render/types.js';
import type {Command, ExecResult, HostTransport, LimitedOptions} from '../transport/transport.js';
import {hostScript} from './host-script.js';
import {problemIn} from './problem.js';

/** One host, with its connection and the scripts. */
export interface RemoteShell {
  readonly name: HostName;
  readonly transport: HostTransport;
  readonly templates: Templates;
}

type ScriptCall = Script & LimitedOptions;

interface Script extends Pick<Command, 'title' | 'changes' | 'secret' | 'endless'> {
  /** Names under templates/host/, without `.sh`: the last one uses functions of those before it. */
  readonly scripts: readonly string[];
  readonly input: NonNullable<Command['stdin']>;
  /** Exit codes besides 0 that are not failures. */
  readonly answers?: readonly number[];
}

/** Runs scripts in one shell; throws the Failure of the problem that they report. */
export async function runScript(shell: RemoteShell, call: ScriptCall): Promise<ExecResult> {
  const {scripts, input, answers = [], title, changes, secret = false, endless = false, ...options} = call;
  const text = hostScript(shell.templates, 'prelude', ...scripts);
  const result = await shell.transport.exec(
    {argv: ['sh', '-c', text, 'quorate'], stdin: input, title, changes, secret, endless},
    options,
  );
  if (result.code === 0 || answers.includes(result.code)) return result;
  throw problemIn(result, shell.name, title);
}
