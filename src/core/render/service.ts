import type {ExtraArg} from '../model/config.js';
import {binary} from '../versions/install-paths.js';
import {type Flags, flagLines} from './flags.js';
import {UNITS} from './paths.js';
import {fillTemplate, templateText} from './template.js';
import type {HostRendering, RenderedFile, Templates, WantedUnit} from './types.js';

interface Service {
  /** "etcd" for etcd.service. */
  readonly name: string;
  readonly phase: WantedUnit['phase'];
  /** What its process reads besides the unit and its own binary. */
  readonly reads: readonly string[];
  /** What it takes in by a reload, without ending connections. */
  readonly reloads?: readonly string[];
  /** Of the unit: "haproxy" for systemd/haproxy.service; undefined: that of its name. */
  readonly template?: string;
  /** The program, when it is not quorate's own of the same name. */
  readonly program?: string;
  /** undefined: the template carries the whole command line. */
  readonly command?: {readonly flags: Flags; readonly extraArgs: readonly ExtraArg[]};
  readonly values?: Readonly<Record<string, string>>;
}

/** A systemd unit that records what it was started with. */
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
