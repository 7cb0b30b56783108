# Gathers what a diagnosis needs beyond the facts of a plan. Reads only.
# Input: a random boundary, then lines "KIND<tab>VALUE". Output: sections in the format of facts.sh.
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
# The path of the running API server has its version in it; reading it costs a fraction of starting kubectl. Of a log only
# the last lines, shortened, and only when the unit does not run: a log may quote secrets.
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

# bash can open TCP connections, and every distribution has it; without it these questions stay unanswered. First one
# after another in one process: an answer, if there is one, comes at once.
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
# The rest is tried in parallel: a connection whose packets are dropped would not answer for minutes. Two seconds are
# enough for one retransmission.
[ -z "$bash" ] || [ -z "$left" ] || printf '%s' "$left" | timeout 20 bash -c 'while read -r address port; do
  { : 3<>"/dev/tcp/$address/$port" && answer=open || answer=refused
    printf "%s\t%s\t%s\n" "$address" "$port" "$answer"; } 2>/dev/null &
done
begun=$(jobs -p)
{ sleep 2; kill $begun; } </dev/null >/dev/null 2>&1 &
wait $begun 2>/dev/null
kill $!'
section end
