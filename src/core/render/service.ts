import {binary} from '../artifacts/install-paths.js';
import type {ExtraArg} from '../model/config.js';
import {type Flags, flagLines} from './flags.js';
import {UNITS} from './paths.js';
import {fillTemplate, templateText} from './template.js';
import type {HostRendering, RenderedFile, RenderedUnit, Templates} from './types.js';

interface Service {
  /** "etcd" for etcd.service. */
  readonly name: string;
  readonly phase: RenderedUnit['phase'];
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
export function service(templates: Templates, wanted: Service): Pick<HostRendering, 'files' | 'units'> {
  const {name, phase, reads, reloads, template: from = name, program = binary(name), command, values = {}} = wanted;
  const unit = `${name}.service`;
  const path = `${UNITS}/${unit}`;
  const template = `systemd/${from}.service`;
  const file: RenderedFile = {
    path,
    mode: '600',
    text: fillTemplate(template, templateText(templates, template), {
      inputs: [path, program, ...reads].join(':'),
      ...(reloads === undefined ? {} : {reloads: reloads.join(':')}),
      ...(command === undefined ? {} : {flags: flagLines(command.flags, command.extraArgs)}),
      ...values,
    }),
  };
  return {files: [file], units: [{name: unit, phase}]};
}
