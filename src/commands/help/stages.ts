import {BaseCommand} from '../base.js';

export default class HelpStages extends BaseCommand<typeof HelpStages> {
  static override summary = 'List the stages of a plan, in their order';
  static override description =
    'Prints every stage that a plan can have: its title, what it does and when it occurs. A plan leaves out the stages that have nothing to do; `quorate apply --dry-run` prints the plan of a cluster.';
  static override examples = ['<%= config.bin %> help stages', '<%= config.bin %> help stages --json'];

  async run() {
    const {stageList, stagesText} = await import('../../run/report/stages-text.js');
    this.log(stagesText());
    return {stages: stageList()};
  }
}
