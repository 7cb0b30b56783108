# Input: lines "manager<tab>apt|dnf|zypper", "package<tab>NAME", and "http-proxy", "https-proxy" and "no-proxy" with a
# value each; the last is "end". Installs the packages by one call of the package manager.
request=$(cat)
IFS=$nl
set -f
case $request in end | *"${nl}end") ;; *) problem truncated / 'the request did not arrive' ;; esac
manager= packages=
for line in $request; do
  value=${line#*"$tab"}
  case $line in
    manager"$tab"*) manager=$value ;;
    package"$tab"*) packages="$packages$value$nl" ;;
    no-proxy"$tab"*) export no_proxy="$value" NO_PROXY="$value" ;;
    http-proxy"$tab"*) export http_proxy="$value" ;;
    https-proxy"$tab"*) export https_proxy="$value" HTTPS_PROXY="$value" ;;
  esac
done
wanted=$manager
trap '' HUP PIPE

apt_update() {
  [ -z "$updated" ] || return 1
  updated=yes
  : >"$packages_log"
  apt_get -o APT::Update::Error-Mode=any update || unreachable=yes
}
# without_candidate NAME...: prints those that no repository has.
without_candidate() {
  case $wanted in
    apt)
      known=$(apt-cache policy -- "$@" 2>/dev/null | while IFS= read -r line; do
        case $line in
          [!\ ]*:) name=${line%:} ;;
          '  Candidate: (none)') ;;
          '  Candidate: '*) printf '%s\n' "$name" ;;
        esac
      done)
      ;;
    dnf) known=$(dnf -q repoquery --qf '%{name}\n' -- "$@" 2>/dev/null) || known=$(printf '%s\n' "$@") ;;
    # It has an exit code for it.
    zypper) [ "$code" = 104 ] && known= || known=$(printf '%s\n' "$@") ;;
  esac
  for each; do
    case "$nl$known$nl" in *"$nl$each$nl"*) ;; *) printf '%s\n' "$each" ;; esac
  done
}
install_packages() {
  case $wanted in
    apt)
      [ -z "$(without_candidate "$@")" ] || apt_update
      apt_get --no-install-recommends --no-remove install "$@" && return
      # The lists may be older than the repository.
      apt_update || return 100
      apt_get --no-install-recommends --no-remove install "$@"
      ;;
    dnf) manage dnf -y --setopt=install_weak_deps=False install "$@" ;;
    zypper) manage zypper --non-interactive install --no-recommends "$@" ;;
  esac
}

lock_packages
error=$({ : >"$packages_log"; } 2>&1) || write_problem "${packages_log#.}" "$error"
note_owned /var/lib/quorate/packages /var/lib/quorate/packages.before
hold_services "$wanted"
cleanup() {
  cleanup() { :; }
  release_services
}
repair "$wanted"
settle
code=0 updated= unreachable=
if [ -n "$packages" ]; then
  note_before "$wanted"
  install_packages $packages || code=$?
  settle
fi
if [ "$code" != 0 ]; then
  for path in /usr/bin/x /var/cache/x; do ! is_full "$path" || problem disk-full "${path%/*}" "$(last_lines)"; done
  missing=$(without_candidate $packages)
  [ -z "$missing" ] || problem packages-missing "$wanted ${unreachable:+unreachable} $(printf '%s ' $missing)" "$(last_lines)"
  problem packages-failed "$wanted $code $(printf '%s ' $packages)" "$(last_lines)"
fi
cleanup
exit 0
