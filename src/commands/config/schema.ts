import {Flags} from '@oclif/core';
import type {JsonSchema} from '../../core/config/json-schema.js';
import {BaseCommand} from '../base.js';

export default class ConfigSchema extends BaseCommand<typeof ConfigSchema> {
  static override summary = 'Print the JSON Schema of cluster.yaml';
  static override description =
    'JSON Schema draft-7, for editors with a YAML language server; or the reference page generated from it.';
  static override examples = [
    '<%= config.bin %> config schema > cluster.schema.json',
    '<%= config.bin %> config schema --markdown > docs/reference/config.md',
  ];
  static override flags = {
    markdown: Flags.boolean({description: 'Print the reference page in Markdown instead'}),
  };

  async run(): Promise<JsonSchema> {
    const {jsonSchema} = await import('../../core/config/json-schema.js');
    const {configReference} = await import('../../core/config/reference.js');
    this.log(this.flags.markdown ? configReference().trimEnd() : JSON.stringify(jsonSchema(), null, 2));
    return jsonSchema();
  }
}
