# reset_users: removes the users and groups that quorate created, when none of their services runs any more. A user counts
# as created by quorate if it was noted before, and has the comment that quorate gives. Output: "removed<tab>user NAME".
reset_users() {
  [ -r ./var/lib/quorate/users ] || return 0
  # Mount points stay.
  for path in ./var/lib/etcd/. ./var/log/kubernetes/.; do [ ! -d "$path" ] || chown root:root "$path" 2>/dev/null; done
  noted=$(sort -u ./var/lib/quorate/users) || problem failed /var/lib/quorate/users 'it cannot be read'
  for line in $noted; do
    name=${line#*"$tab"}
    case $line in
      user"$tab"*)
        case $(getent passwd "$name") in *":quorate $name:"*) ;; *) continue ;; esac
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
