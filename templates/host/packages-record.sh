# What quorate brought: the packages that a call of a package manager installed and that were not there before. Lines
# "MANAGER<tab>NAME"; "<tab>config" follows where the configuration of the package was there before, and stays.
BROUGHT=./var/lib/quorate/packages
# Is there from before a call until all that it brought is recorded. Lines "installed<tab>NAME" and "config<tab>NAME" of
# what was there before, sorted, and "manager<tab>MANAGER".
BEFORE=./var/lib/quorate/packages.before

# lock_packages: waits until a call that a killed run left behind has ended. The package manager inherits the lock.
lock_packages() {
  error=$(umask 022 && mkdir -p ./run/quorate 2>&1) || write_problem /run/quorate "$error"
  exec 8>>./run/quorate/packages.lock
  flock -w 1200 8 || problem failed /run/quorate/packages.lock 'an earlier installation of packages did not end within 20 minutes'
}

# present MANAGER: sets present to the lines of $BEFORE for this moment.
present() {
  case $1 in
    apt) found=$(dpkg-query -W -f '${db:Status-Abbrev}\t${binary:Package}\n' 2>&1) ;;
    *) found=$(rpm -qa --qf 'i\t%{NAME}.%{ARCH}\n' 2>&1) ;;
  esac || problem failed / "the installed packages cannot be listed: $found"
  present=$(
    printf '%s\n' "$found" | sed -n \
      -e "/${tab}gpg-pubkey\./d" -e "s/^.c[^$tab]*$tab/config$tab/p" -e t \
      -e "/^.n/d" -e "s/^[a-z][^$tab]*$tab/installed$tab/p" | sort -u
  )
}

# replace PATH TEXT: atomically, also across a loss of power.
replace() {
  error=$({ printf '%s' "$2" >"$1.new" && chmod 644 "$1.new" && sync "$1.new" && mv -f "$1.new" "$1" && sync "${1%/*}"; } 2>&1) ||
    write_problem "${1#.}" "$error"
}

# note_before MANAGER: right before a call.
note_before() {
  present "$1"
  replace "$BEFORE" "$(printf '%s\nmanager\t%s' "$present" "$1" | sort)$nl"
}

# settle: records what the last call brought, and disables the units of it: they are not for quorate, which has units of
# its own. Safe to repeat, wherever it or the call was interrupted.
settle() {
  [ -e "$BEFORE" ] || return 0
  before=$(cat "$BEFORE" 2>&1) || problem failed "${BEFORE#.}" "$before"
  manager=${before##*"manager$tab"}
  manager=${manager%%"$nl"*}
  present "$manager"
  brought=
  [ ! -e "$BROUGHT" ] || brought=$(cat "$BROUGHT" 2>&1) || problem failed "${BROUGHT#.}" "$brought"
  new=
  for line in $(printf '%s\n' "$present" | comm -13 "$BEFORE" -); do
    case $line in installed"$tab"*) name=${line#*"$tab"} ;; *) continue ;; esac
    new=$new$name$nl
    case "$nl$brought$nl" in *"$nl$manager$tab$name$nl"* | *"$nl$manager$tab$name$tab"*) continue ;; esac
    case "$nl$before$nl" in *"${nl}config$tab$name$nl"*) name=$name${tab}config ;; esac
    brought=${brought:+$brought$nl}$manager$tab$name
  done
  [ -z "$brought" ] || replace "$BROUGHT" "$brought$nl"
  disable_units "$manager" $new
  error=$(rm -f -- "$BEFORE" 2>&1) || problem failed "${BEFORE#.}" "$error"
  sync "${BEFORE%/*}"
}

# disable_units MANAGER NAME...: stops and disables the units of these packages that are enabled.
disable_units() {
  case $1 in apt) files='dpkg -L' ;; *) files='rpm -ql' ;; esac
  shift
  [ "$#" != 0 ] || return 0
  units=$(IFS=' ' && $files "$@" 2>/dev/null | sed -n 's#^\(/usr\)\{0,1\}/lib/systemd/system/\([^/@]*\.\(service\|socket\|timer\)\)$#\2#p' | sort -u)
  set --
  for unit in $units; do
    [ "$(systemctl is-enabled -- "$unit" 2>/dev/null)" != enabled ] || set -- "$@" "$unit"
  done
  [ "$#" = 0 ] || error=$(systemctl disable --now --quiet -- "$@" 2>&1) || problem failed "$*" "systemctl disable --now: $error"
}

# A policy-rc.d by which the packages of Debian do not start, stop or restart services. It has an effect only while a call
# holds the lock, so what a killed script leaves behind does nothing. One of the administrator is kept beside it.
POLICY=./usr/sbin/policy-rc.d
POLICY_OF_HOST=$POLICY.quorate-saved

hold_services() {
  [ "$1" = apt ] || return 0
  release_services
  if [ -e "$POLICY" ] || [ -L "$POLICY" ]; then
    error=$({ cp -a -- "$POLICY" "$POLICY_OF_HOST.new" && mv -fT -- "$POLICY_OF_HOST.new" "$POLICY_OF_HOST"; } 2>&1) ||
      write_problem "${POLICY#.}" "$error"
  fi
  error=$({
    cat >"$POLICY.quorate-new" <<'SCRIPT' && chmod 755 "$POLICY.quorate-new" && mv -fT -- "$POLICY.quorate-new" "$POLICY"
#!/bin/sh
# quorate: services do not start when their package is installed. Without effect when no installation of quorate runs.
lock=/run/quorate/packages.lock
[ -e "$lock" ] && ! flock -n "$lock" true && exit 101
[ ! -x /usr/sbin/policy-rc.d.quorate-saved ] || exec /usr/sbin/policy-rc.d.quorate-saved "$@"
exit 0
SCRIPT
  } 2>&1) || write_problem "${POLICY#.}" "$error"
}

# release_services: restores what was there; also what a killed script left.
release_services() {
  second=
  if [ -f "$POLICY" ] && ! [ -L "$POLICY" ]; then { read -r _ && read -r second; } <"$POLICY"; fi
  case $second in
    '# quorate: '*)
      if [ -e "$POLICY_OF_HOST" ] || [ -L "$POLICY_OF_HOST" ]; then
        error=$(mv -fT -- "$POLICY_OF_HOST" "$POLICY" 2>&1) || problem failed "${POLICY#.}" "$error"
      else
        error=$(rm -f -- "$POLICY" 2>&1) || problem failed "${POLICY#.}" "$error"
      fi
      ;;
  esac
  rm -f -- "$POLICY_OF_HOST" "$POLICY_OF_HOST.new" "$POLICY.quorate-new"
}

# manage COMMAND...: runs a package manager to its end, also when the connection or this script ends. Its output is in
# $packages_log. needrestart would restart services.
packages_log=./run/quorate/packages.log
manage() {
  (
    umask 022
    trap '' HUP INT PIPE
    export DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l
    IFS=" $tab$nl"
    exec "$@" </dev/null >>"$packages_log" 2>&1
  )
}

apt_get() {
  manage apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -o Acquire::Retries=2 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# repair MANAGER: configures packages that an interrupted call left unpacked, or unpacks them again.
repair() {
  [ "$1" = apt ] || return 0
  set +f
  set -- ./var/lib/dpkg/updates/[0-9]*
  set -f
  if [ ! -e "$1" ] && [ -z "$(dpkg --audit 2>/dev/null)" ]; then return 0; fi
  manage dpkg --force-confdef --force-confold --configure -a || apt_get --no-remove --fix-broken install
}

# last_lines: of the output of the package manager.
last_lines() { tail -n 12 -- "$packages_log" | tail -c 1500 | tr -d '\000-\010\013-\037\177'; }
