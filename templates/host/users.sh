# Creates the users of services that do not exist, with groups of the same names, as /etc/sysusers.d/quorate.conf says.
# Input: a name a line. What does not exist is noted first, for a reset: lines "user<tab>NAME" and "group<tab>NAME".
names=$(cat)
IFS=$nl
set -f
noted=./var/lib/quorate/users new=
# note DATABASE KIND NAME: getent ends with 2 when there is no such name, and otherwise if the database cannot be read.
note() {
  error=$(getent "$1" "$3" 2>&1 >/dev/null) && return
  [ "$?" = 2 ] || problem failed "/etc/$1" "getent $1 $3: ${error:-failed}"
  new=$new$2$tab$3$nl
}
for name in $names; do
  note passwd user "$name"
  note group group "$name"
done
[ -n "$new" ] || exit 0
error=$({ mkdir -p ./var/lib/quorate && printf '%s' "$new" >>"$noted" && sync -- "$noted" ./var/lib/quorate; } 2>&1) ||
  write_problem "${noted#.}" "$error"
said=$(systemd-sysusers - 2>&1 <./etc/sysusers.d/quorate.conf) && code=0 || code=$?
# It ends with 0 also when it has found no free ID. What it has created is not the reason.
[ "$code" = 0 ] && getent passwd $names >/dev/null && getent group $names >/dev/null && exit 0
error=$(printf '%s\n' "$said" | grep -v '^Creating ')
write_problem /etc/passwd "systemd-sysusers: ${error:-exit code $code, and not all users exist}"
