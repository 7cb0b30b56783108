import {binary} from '../artifacts/install-paths.js';
import type {ExtraArg} from '../model/config.js';
import {credentialsOf} from './credentials.js';
import {type Flags, flagLines} from './flags.js';
import {UNITS} from './paths.js';
import {fillTemplate, templateText} from './template.js';
import type {HostRendering, RenderedFile, RenderedUnit, Templates} from './types.js';
import type {ServiceUser} from './users.js';

interface Service {
  /** "etcd" for etcd.service. */
  readonly name: string;
  readonly phase: RenderedUnit['phase'];
  /** Whom it runs as, with copies of the files that it reads; undefined: root. */
  readonly user?: ServiceUser;
  /** Files that its process reads, besides the unit and its binary. */
  readonly reads: readonly string[];
  /** Files that it reloads without closing connections. */
  readonly reloads?: readonly string[];
  /** Template of the unit: "haproxy" for systemd/haproxy.service; undefined: the one of its name. */
  readonly template?: string;
  /** The program, if it is not the installed binary of the same name. */
  readonly program?: string;
  /** undefined: the template has the complete command line. */
  readonly command?: {readonly flags: Flags; readonly extraArgs: readonly ExtraArg[]};
  readonly values?: Readonly<Record<string, string>>;
}

/** A systemd unit that records the files that it was started with. */
export function service(templates: Templates, wanted: Service): Pick<HostRendering, 'files' | 'units' | 'users'> {
  const {
    name,
    phase,
    user,
    reads,
    reloads,
    template: from = name,
    program = binary(name),
    command,
    values = {},
  } = wanted;
  const unit = `${name}.service`;
  const path = `${UNITS}/${unit}`;
  const template = `systemd/${from}.service`;
  const credentials = credentialsOf(unit, user === undefined ? [] : reads);
  const file: RenderedFile = {
    path,
    mode: '600',
    text: fillTemplate(template, templateText(templates, template), {
      inputs: [path, program, ...reads].join(':'),
      ...(reloads === undefined ? {} : {reloads: reloads.join(':')}),
      ...(command === undefined ? {} : {flags: flagLines(command.flags, command.extraArgs, credentials.copyOf)}),
      ...(user === undefined ? {} : {user, credentials: credentials.lines}),
      ...values,
    }),
  };
  return {files: [file], units: [{name: unit, phase}], users: user === undefined ? [] : [user]};
}
