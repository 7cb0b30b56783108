# remove_packages: those that quorate brought, by one call of the package manager. Those that others depend on stay:
# output "kept<tab>NAME".
remove_packages() {
  release_services
  [ -e "$BROUGHT" ] || [ -e "$BEFORE" ] || return 0
  lock_packages
  error=$({ : >"$packages_log"; } 2>&1) || write_problem "${packages_log#.}" "$error"
  if [ -e "$BEFORE" ]; then
    manager=$(sed -n "s/^manager$tab//p" "$BEFORE")
    hold_services "$manager"
    repair "$manager"
    release_services
    settle
  fi
  [ -e "$BROUGHT" ] || return 0
  brought=$(cat "$BROUGHT" 2>&1) || problem failed "${BROUGHT#.}" "$brought"
  manager=${brought%%"$tab"*}
  present "$manager"
  configured= there=
  for line in $brought; do
    name=${line#*"$tab"}
    name=${name%"$tab"config}
    case "$nl$present$nl" in
      *"${nl}installed$tab$name$nl"*) ;;
      *"${nl}config$tab$name$nl"*) [ "${line%"$tab"config}" = "$line" ] || continue ;;
      *) continue ;;
    esac
    [ "${line%"$tab"config}" = "$line" ] || configured=$configured$name$nl
    there=$there$name$nl
  done
  choose_removable
  [ -z "$chosen" ] || uninstall
}

# choose_removable: sets chosen to the largest part of `there` on which nothing else depends.
choose_removable() {
  chosen=$there
  [ -n "$there" ] && ! removable $there || return 0
  chosen= more=yes
  while [ -n "$more" ]; do
    more=
    for name in $there; do
      case "$nl$chosen" in *"$nl$name$nl"*) continue ;; esac
      removable $chosen "$name" || continue
      chosen=$chosen$name$nl more=yes
    done
  done
  for name in $there; do
    case "$nl$chosen" in *"$nl$name$nl"*) ;; *) printf 'kept\t%s\n' "$name" ;; esac
  done
}
removable() {
  case $manager in
    apt) dpkg --no-act --force-remove-reinstreq --purge -- "$@" ;;
    *) rpm -e --test -- "$@" ;;
  esac >/dev/null 2>&1
}

# discard purge|remove NAME...: apt-get refuses a package whose installation was interrupted when no repository has it.
discard() {
  what=$1
  shift
  apt_get --no-auto-remove "$what" "$@" || {
    ended=$?
    manage dpkg --force-remove-reinstreq "--$what" -- "$@" || return "$ended"
  }
}

# uninstall: the chosen packages, and nothing else. Configuration that was there before them stays.
uninstall() {
  purged=
  for name in $chosen; do
    case "$nl$configured" in *"$nl$name$nl"*) ;; *) purged=$purged$name$nl ;; esac
  done
  code=0
  case $manager in
    apt)
      if [ "$purged" = "$chosen" ]; then
        discard purge $chosen || code=$?
      else
        discard remove $chosen || code=$?
        [ "$code" != 0 ] || [ -z "$purged" ] || discard purge $purged || code=$?
      fi
      ;;
    dnf) manage dnf -y --setopt=clean_requirements_on_remove=False remove $chosen || code=$? ;;
    zypper) manage zypper --non-interactive remove --no-clean-deps $chosen || code=$? ;;
  esac
  present "$manager"
  for name in $chosen; do
    case "$nl$present$nl" in *"${nl}installed$tab$name$nl"*) [ "$code" != 0 ] || code=unknown ;; esac
  done
  [ "$code" = 0 ] || problem packages-left "$manager $code $(printf '%s ' $chosen)" "$(last_lines)"
  for name in $chosen; do removed "package $name"; done
}
