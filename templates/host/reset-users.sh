# reset_users: removes the users and groups that quorate created, when none of their services runs any more. A user counts
# as created by quorate if it was noted before, and has the comment that quorate gives. It stays if other software uses it: a
# package that was installed later uses the user that is there. Output: "removed<tab>user NAME", "kept-user<tab>NAME".
reset_users() {
  [ -r ./var/lib/quorate/users ] || return 0
  # Mount points stay.
  for path in ./var/lib/etcd/. ./var/log/kubernetes/.; do [ ! -d "$path" ] || chown root:root "$path" 2>/dev/null; done
  noted=$(sort -u ./var/lib/quorate/users) || problem failed /var/lib/quorate/users 'it cannot be read'
  for line in $noted; do
    name=${line#*"$tab"}
    case $line in
      user"$tab"*)
        user=$(getent passwd "$name")
        case $user in *":quorate $name:"*) ;; *) continue ;; esac
        user=${user#*:*:}
        if used_elsewhere "$name" "${user%%:*}"; then
          printf 'kept-user\t%s\n' "$name"
          continue
        fi
        error=$(userdel "$name" 2>&1) || problem failed /etc/passwd "userdel $name: $error"
        removed "user $name"
        ;;
    esac
  done
  # Most of them go with their user. One that another user has stays.
  for line in $noted; do
    name=${line#*"$tab"}
    case $line in group"$tab"*) ;; *) continue ;; esac
    getent group "$name" >/dev/null && ! getent passwd "$name" >/dev/null || continue
    groupdel "$name" >/dev/null 2>&1 && removed "group $name"
  done
}

# used_elsewhere NAME UID: whether a unit or a package names this user, or a process has it, which may be in a container. The
# units of quorate are gone.
used_elsewhere() {
  if grep -rqsE "^(User|Group)=\"?$1\"?[[:space:]]*$" ./etc/systemd/system ./run/systemd/system \
    ./usr/local/lib/systemd/system ./usr/lib/systemd/system ./lib/systemd/system ||
    grep -rqsE "^[ug]!?[[:space:]]+\"?$1\"?([[:space:]]|$)" ./etc/sysusers.d ./usr/lib/sysusers.d; then return 0; fi
  set +f
  grep -qsE "^Uid:.*[[:space:]]$2([[:space:]]|$)" ./proc/[0-9]*/status
  found=$?
  set -f
  return "$found"
}
