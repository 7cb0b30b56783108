# Input: a boundary that no file can guess, then lines "KIND<tab>VALUE". Output: sections as those of facts.sh. What is
# asked when a cluster is looked over, beyond what a plan needs. Reads only.
question=$(cat)
IFS=$nl
set -f
boundary=${question%%"$nl"*}
units= paths= pages= connections=
for line in $question; do
  value=${line#*"$tab"}
  case $line in
    unit"$tab"*) units="$units$value$nl" ;;
    file-system"$tab"*) paths="$paths.$value$nl" ;;
    page"$tab"*) pages="$pages$value$nl" ;;
    connection"$tab"*) connections="$connections$value$nl" ;;
  esac
done
section() { printf '%s %s\n' "$boundary" "$1"; }

section file-systems
set -- $paths
[ "$#" = 0 ] || stat -f -c "%b$tab%a$tab%S$tab%n" -- "$@" 2>/dev/null

section units
shown=
set -- $units
if [ "$#" != 0 ]; then
  command -v systemctl >/dev/null || problem no-systemd / 'there is no systemctl'
  shown=$(systemctl show -p Id,ActiveState,Result,NRestarts,DropInPaths,MainPID -- "$@" 2>&1) || problem no-systemd / "$shown"
  printf '%s\n' "$shown"
fi
# Where the API server that runs was started from says its version, for a fraction of what starting kubectl costs. Of a
# log only the end and the start of each line, and only where the unit does not run: it may quote what it was given.
section details
printf '%s\n\n' "$shown" | while IFS= read -r line; do
  case $line in
    Id=*) unit=${line#Id=} ;;
    MainPID=*) pid=${line#MainPID=} ;;
    ActiveState=*) state=${line#ActiveState=} ;;
    '')
      case ${state:-none}-${unit:-} in
        none-*) ;;
        active-kube-apiserver.service) printf 'runs\t%s\t%s\n' "$unit" "$(readlink "./proc/$pid/exe")" ;;
        active-*) ;;
        *)
          journalctl --quiet --no-pager --output=cat --lines=3 --unit="$unit" 2>/dev/null | while IFS= read -r said; do
            printf 'log\t%s\t%.200s\n' "$unit" "$said"
          done
          ;;
      esac
      state=
      ;;
  esac
done

# bash opens connections by itself, and every distribution has it; without it these questions stay open. One after the
# other first, in one process, for an answer comes at once where there is any.
bash= tried=
if [ -n "$pages$connections" ] && bash=$(command -v bash); then
  section bash
  tried=$(printf '%s%s' "$pages" "$connections" | timeout 2 bash -c 'while IFS=$1 read -r address port path lines; do
    if [ -z "$path" ]; then
      { : 3<>"/dev/tcp/$address/$port" && answer=open || answer=refused; } 2>/dev/null
      printf "connection\t%s\t%s\t%s\n" "$address" "$port" "$answer"
    elif { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null; then
      printf "GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" "$path" >&3
      printf "%s page-%s\n" "$0" "$address"
      grep -E -- "$lines" <&3
    fi
  done' "$boundary" "$tab")
fi
answers= left=
for line in $tried; do
  case $line in
    connection"$tab"*) answers="$answers${line#*"$tab"}$nl" ;;
    *) printf '%s\n' "$line" ;;
  esac
done
for each in $connections; do
  case "$nl$answers" in *"$nl$each$tab"*) ;; *) left="$left$each$nl" ;; esac
done
section connections
printf '%s' "$answers"
# What is left is tried at once: one that is dropped on the way would be silent for minutes. A lost packet is sent again
# after a second.
[ -z "$bash" ] || [ -z "$left" ] || printf '%s' "$left" | timeout 20 bash -c 'while read -r address port; do
  { : 3<>"/dev/tcp/$address/$port" && answer=open || answer=refused
    printf "%s\t%s\t%s\n" "$address" "$port" "$answer"; } 2>/dev/null &
done
begun=$(jobs -p)
{ sleep 2; kill $begun; } </dev/null >/dev/null 2>&1 &
wait $begun 2>/dev/null
kill $!'
section end
