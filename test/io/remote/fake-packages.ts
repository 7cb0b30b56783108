import {readdirSync, readFileSync} from 'node:fs';
import type {TestHost} from './test-host.js';

/** A package that the repositories of a fake package manager have. */
interface FakePackage {
  readonly needs?: readonly string[];
  /** Units that it has; they are enabled when it is installed. */
  readonly units?: readonly string[];
}

/** States of `/db`: "i" installed, "c" only its configuration is left, "u" unpacked and not configured. */
type State = 'i' | 'c' | 'u';

/** apt-get, dpkg, rpm, dnf and zypper of a test host over one database: a file in /db for each package. */
export class FakePackages {
  constructor(readonly host: TestHost) {
    host.write('/db/.keep', '');
    host.write('/repo/.keep', '');
    host.write('/usr/sbin/.keep', '');
    host.command('dpkg-query', LIST.replace('FORMAT', "printf '%si \\t%s\\n'").replace('%si', 'i%s'));
    host.command('rpm', RPM);
    host.command('dpkg', DPKG);
    host.command('apt-get', APT_GET);
    host.command('apt-cache', APT_CACHE);
    for (const name of ['dnf', 'zypper']) host.command(name, OTHER_MANAGER);
    host.command('systemctl', SYSTEMCTL);
  }

  offer(packages: Readonly<Record<string, FakePackage>>): this {
    for (const [name, {needs = [], units = []}] of Object.entries(packages)) {
      this.host.write(`/repo/${name}`, needs.join('\n'));
      this.host.write(`/units-of/${name}`, units.map(unit => `/lib/systemd/system/${unit}\n`).join(''));
    }
    return this;
  }

  has(packages: Readonly<Record<string, State>>): this {
    for (const [name, state] of Object.entries(packages)) this.host.write(`/db/${name}`, state);
    return this;
  }

  /** Name and state of each package. */
  get installed(): Readonly<Record<string, string>> {
    const names = readdirSync(this.host.at('/db')).filter(name => !name.startsWith('.'));
    return Object.fromEntries(names.sort().map(name => [name, readFileSync(this.host.at(`/db/${name}`), 'utf8')]));
  }

  get calls(): readonly string[] {
    return this.host.exists('/calls') ? this.host.text('/calls').trimEnd().split('\n') : [];
  }

  get recorded(): readonly string[] {
    const path = '/var/lib/quorate/packages';
    return this.host.exists(path) ? this.host.text(path).trimEnd().split('\n') : [];
  }
}

const LIST = `for each in "$ROOT"/db/*; do
  [ -e "$each" ] || continue
  FORMAT "$(cat "$each")" "\${each##*/}"
done`;

const NOTE = 'echo "$(basename "$0") $*" >>"$ROOT/calls"';

/** Its options are left out of the names. */
const NAMES = `names= what=
while [ "$#" != 0 ]; do
  case $1 in
    -o) shift ;;
    -*) ;;
    install | update | purge | remove | repoquery) what=$1 ;;
    *) names="$names $1" ;;
  esac
  shift
done`;

const INSTALL = `get() {
  [ "$(cat "$ROOT/db/$1" 2>/dev/null)" != i ] || return 0
  [ -e "$ROOT/repo/$1" ] || { echo "E: no such package: $1" >&2; exit 100; }
  for need in $(cat "$ROOT/repo/$1"); do get "$need"; done
  printf u >"$ROOT/db/$1"
  [ ! -e "$ROOT/dies-at" ] || [ "$(cat "$ROOT/dies-at")" != "$1" ] || kill -KILL 0
  for unit in $(sed 's,.*/,,' "$ROOT/units-of/$1"); do
    echo "$unit" >>"$ROOT/enabled"
    # As deb-systemd-invoke.
    [ -x "$ROOT/usr/sbin/policy-rc.d" ] && ! sh "$ROOT/policy" "$unit" start || echo "started $unit" >>"$ROOT/calls"
  done
  printf i >"$ROOT/db/$1"
}`;

const APT_GET = `${NOTE}
${NAMES}
env | grep -i _proxy= | sort >"$ROOT/proxies"
sed "s,/run/quorate,$ROOT/run/quorate,;s,/usr/sbin,$ROOT/usr/sbin,g" "$ROOT/usr/sbin/policy-rc.d" >"$ROOT/policy" 2>/dev/null
${INSTALL}
case $what in
  update) [ -e "$ROOT/online" ] || exit 100; cp "$ROOT"/upstream/* "$ROOT/repo/" ;;
  install) for each in $names; do get "$each"; done ;;
  purge) for each in $names; do rm -f "$ROOT/db/$each"; done ;;
  remove) for each in $names; do printf c >"$ROOT/db/$each"; done ;;
esac`;

const APT_CACHE = `shift 2
for each; do
  [ ! -e "$ROOT/repo/$each" ] || printf '%s:\\n  Installed: (none)\\n  Candidate: 1.0\\n  Version table:\\n' "$each"
done`;

const OTHER_MANAGER = `${NOTE}
${NAMES}
${INSTALL}
case $what in
  install) for each in $names; do get "$each"; done ;;
  remove) for each in $names; do rm -f "$ROOT/db/\${each%.*}"; done ;;
  repoquery) for each in $names; do [ ! -e "$ROOT/repo/$each" ] || echo "$each"; done ;;
esac`;

/** Exit code 1 if a package that is not named needs one that is. */
const CHECK = `for other in "$ROOT"/db/*; do
  case " $* " in *" \${other##*/} "*) continue ;; esac
  [ "$(cat "$other")" = i ] || continue
  for need in $(cat "$ROOT/repo/\${other##*/}" 2>/dev/null); do
    case " $* " in *" $need "*) exit 1 ;; esac
  done
done`;

const DPKG = `case $1 in
  --audit) for each in "$ROOT"/db/*; do [ "$(cat "$each")" != u ] || echo "\${each##*/}"; done ;;
  -L) shift; for each; do cat "$ROOT/units-of/$each"; done ;;
  --no-act) shift 4; ${CHECK} ;;
  --force-remove-reinstreq) exit 1 ;;
  --force-confdef) ${NOTE}; for each in "$ROOT"/db/*; do [ "$(cat "$each")" != u ] || printf i >"$each"; done ;;
esac`;

const RPM = `case $1 in
  -qa) ${LIST.replace('FORMAT', "printf '%s\\t%s.noarch\\n'")}
    printf 'i\\tgpg-pubkey.(none)\\n' ;;
  -ql) shift; for each; do cat "$ROOT/units-of/\${each%.*}"; done ;;
  -e)
    shift 3
    for each; do shift; set -- "$@" "\${each%.*}"; done
    ${CHECK} ;;
esac`;

const SYSTEMCTL = `case $1 in
  is-enabled) ! grep -qx "$3" "$ROOT/enabled" 2>/dev/null || echo enabled ;;
  disable)
    ${NOTE}
    shift 4
    for each; do sed -i "/^$each\\$/d" "$ROOT/enabled"; done ;;
esac`;
