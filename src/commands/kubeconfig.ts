import {resolve} from 'node:path';
import {Flags} from '@oclif/core';
import {Failure} from '../core/failure.js';
import type {OperatorKubeconfig, Person} from '../workflows/kubeconfig.js';
import {askPassphrase} from './base/ask-passphrase.js';
import {ClusterCommand} from './base/cluster.js';
import {pkiIdentityFlag, pkiIdentityOf} from './base/pki-identity.js';

interface KubeconfigResult {
  readonly cluster: string;
  readonly context: string;
  /** When its certificate expires, in ISO 8601. */
  readonly expires: string;
  /** Of --user. */
  readonly user?: string;
  readonly groups?: readonly string[];
  /** The file of --out. */
  readonly writtenTo?: string;
  /** The file of --merge. */
  readonly mergedInto?: string;
  /** The text itself, with neither of them. */
  readonly kubeconfig?: string;
}

const DEFAULT_HOURS = 12;
const MOST_HOURS = 8760;

export default class Kubeconfig extends ClusterCommand<typeof Kubeconfig> {
  static override summary = 'Get a kubeconfig, of a person or of the administrator';
  static override description =
    "With --user a certificate is signed for this person: a new key, made on this machine, and the cluster CA of a control plane. It is valid for some hours and cannot be revoked before it expires; what it may do is decided by RBAC. Without --user it is the administrator's certificate of a control plane, which everyone shares who gets it: it is valid for about a year, and audit logs cannot tell its users apart. Use --user for people, and the administrator's for emergencies. The server is the API endpoint of the configuration. With --merge it is written into the file that kubectl uses; entries of other clusters there are kept.";
  static override examples = [
    '<%= config.bin %> kubeconfig --user anna --group kubeadm:cluster-admins --merge',
    '<%= config.bin %> kubeconfig --user deploy --hours 720 --out deploy.conf',
    '<%= config.bin %> kubeconfig --merge',
    '<%= config.bin %> kubeconfig > admin.conf',
  ];
  static override flags = {
    ...pkiIdentityFlag,
    user: Flags.string({description: 'Sign a certificate for this user', helpValue: 'NAME'}),
    group: Flags.string({
      description: 'Group of the user, for RBAC; repeatable',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    hours: Flags.integer({
      description: `How long the certificate is valid, at most ${MOST_HOURS} hours and as long as the CA (default: ${DEFAULT_HOURS})`,
      min: 1,
      max: MOST_HOURS,
      helpValue: 'N',
    }),
    merge: Flags.boolean({description: 'Merge into the first file in $KUBECONFIG, or ~/.kube/config'}),
    out: Flags.string({description: 'Write into a new file that only you can read', helpValue: 'FILE'}),
    replace: Flags.boolean({
      description: 'Let --out overwrite a file, and --merge entries of another cluster with the same name',
    }),
  };

  async run(): Promise<KubeconfigResult> {
    const person = await this.person();
    const {merge, replace} = this.flags;
    const out = this.flags.out === undefined ? undefined : resolve(this.flags.out);
    if (replace && !merge && out === undefined) throw incomplete('--replace needs --merge or --out');
    const files = await import('../io/local/kubeconfig-file.js');
    if (out !== undefined && !replace) await files.refuseExisting(out);

    const {text, context, expires, cluster} = await this.got(person);
    const about = {
      cluster,
      context,
      expires: expires.toISOString(),
      ...(person === undefined ? {} : {user: person.user, groups: person.groups}),
    };
    const path = files.kubeconfigPath(process.env);
    if (merge) {
      const {mergedKubeconfig} = await import('../core/render/kubeconfig.js');
      // Before anything is written: it may be refused.
      const merged = mergedKubeconfig(await files.readKubeconfig(path), text, {replace});
      if (out !== undefined) await files.writeKubeconfig(out, text, {replace});
      await files.replaceKubeconfig(path, merged);
    } else if (out !== undefined) await files.writeKubeconfig(out, text, {replace});
    else this.log(text.trimEnd());

    this.conclude({context, expires, person, out, mergedInto: merge ? path : undefined});
    return {
      ...about,
      ...(out === undefined ? {} : {writtenTo: out}),
      ...(merge ? {mergedInto: path} : {}),
      ...(merge || out !== undefined ? {} : {kubeconfig: text}),
    };
  }

  /** Of the flags; undefined without --user. Throws Failure usage/…. */
  private async person(): Promise<Person | undefined> {
    const {user, group: groups = [], hours} = this.flags;
    if (user === undefined) {
      if (groups.length > 0) throw incomplete('--group needs --user');
      if (hours !== undefined) throw incomplete('--hours needs --user');
      return undefined;
    }
    const {clientNameProblem} = await import('../core/pki/client-name.js');
    for (const [kind, name] of [['user', user] as const, ...groups.map(each => ['group', each] as const)]) {
      const problem = clientNameProblem(kind, name);
      if (problem !== undefined)
        throw new Failure('usage/client-name', `the ${kind} ${JSON.stringify(name)} ${problem}`);
    }
    return {user, groups: [...new Set(groups)], hours: hours ?? DEFAULT_HOURS};
  }

  private async got(person: Person | undefined): Promise<OperatorKubeconfig & {readonly cluster: string}> {
    const report = this.report();
    const config = await this.loadCluster(report);
    const log = await this.openLog(config.name);
    const {fetchKubeconfig, issueKubeconfig} = await import('../workflows/kubeconfig.js');
    const {signal} = this;
    const environment = {
      env: process.env,
      report,
      signal,
      log,
      secrets: askPassphrase(signal),
      ...pkiIdentityOf(this.flags),
    };
    const got =
      person === undefined
        ? await fetchKubeconfig(config, environment)
        : await issueKubeconfig(config, environment, person);
    return {...got, cluster: config.name};
  }

  /** Says what was written, and what the reader has to know about a certificate. */
  private conclude({context, expires, person, out, mergedInto}: Conclusion): void {
    const say = (title: string): void => this.report()({type: 'step', title});
    const until = expires.toISOString().replace(/\.\d+Z$/, 'Z');
    if (out !== undefined) say(`Written to ${out}. Use it with: kubectl --kubeconfig ${out} get nodes`);
    if (mergedInto !== undefined) say(`Merged into ${mergedInto}. Use it with: kubectl --context ${context} get nodes`);
    if (person === undefined) {
      if (out !== undefined || mergedInto !== undefined) {
        say(
          `The certificate is the administrator's, which is shared and valid until ${until}. For a person: quorate kubeconfig --user NAME`,
        );
      }
      return;
    }
    const {user, groups} = person;
    say(`The certificate of ${user} is valid until ${until}. It cannot be revoked before.`);
    if (groups.length === 0) {
      say(
        `RBAC decides what ${user} may do: nothing yet, unless a binding names this user. An example: kubectl create clusterrolebinding ${bindingName(user)} --clusterrole=view --user=${user}`,
      );
    }
  }
}

interface Conclusion extends Pick<OperatorKubeconfig, 'context' | 'expires'> {
  readonly person: Person | undefined;
  readonly out: string | undefined;
  readonly mergedInto: string | undefined;
}

/** A name that an object can have. */
const bindingName = (user: string): string => `${user.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-view`;

const incomplete = (what: string): Failure =>
  new Failure('usage/invalid', `kubeconfig: ${what}`, {
    suggestions: ['quorate kubeconfig --user NAME --hours 12', 'quorate kubeconfig --merge --replace'],
  });
