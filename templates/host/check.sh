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
  shown=$(systemctl show -p Id,ActiveState,Result,NRestarts,DropInPaths,MainPID,ActiveEnterTimestampMonotonic -- "$@" 2>&1) ||
    problem no-systemd / "$shown"
  printf '%s\n' "$shown"
fi
# Times of systemd count from the boot of the host, as this does.
section uptime
[ ! -r ./proc/uptime ] || { IFS=' .' read -r uptime _ <./proc/uptime && printf '%s\n' "$uptime"; }
# What flanneld has written for the plugin that connects pods.
section pod-range
[ ! -r ./run/flannel/subnet.env ] || while IFS= read -r line; do
  case $line in FLANNEL_SUBNET=* | FLANNEL_IPV6_SUBNET=*) printf '%.80s\n' "${line#*=}" ;; esac
done <./run/flannel/subnet.env
# Snapshots of etcd that this host keeps, if they are scheduled. A snapshot without its manifest is none of quorate.
section snapshots
schedule=./etc/systemd/system/quorate-etcd-schedule.service
[ ! -f "$schedule" ] || {
  stat -c 'since %Y' "$schedule"
  set +f
  for each in ./var/lib/quorate/snapshots/*.json; do
    file=${each%.json}
    [ ! -s "$file" ] || printf '%.200s\n' "${file##*/}"
  done
  set -f
}
# The path of the running API server has its version in it; reading it costs a fraction of starting kubectl. Of a log only
# the last lines, shortened, and only when the unit does not run: a log may quote secrets.
section details
# flapping UNIT PID: when systemd restarted it in the last ten minutes, by the id of that message, and the last errors of
# processes before this one, in the format of klog.
flapping() {
  now=$(date +%s)
  journalctl --quiet --no-pager --output=short-unix --since=-10min --lines=100 _PID=1 UNIT="$1" \
    MESSAGE_ID=5eb03494b6584870a536b337290809b3 2>/dev/null | while IFS=' .' read -r time _; do
    case $time in '' | *[!0-9]*) ;; *) printf 'restart\t%s\t%s\n' "$1" "$((now - time))" ;; esac
  done
  journalctl --quiet --no-pager --output=cat --lines=500 --unit="$1" 2>/dev/null | grep -a -E '^[EF][0-9]{4} ' |
    grep -a -v -E "^.[0-9]{4} [0-9:.]+ +$2 " | tail -n 3 | while IFS= read -r said; do printf 'log\t%s\t%.200s\n' "$1" "$said"; done
}
printf '%s\n\n' "$shown" | while IFS= read -r line; do
  case $line in
    Id=*) unit=${line#Id=} ;;
    MainPID=*) pid=${line#MainPID=} ;;
    NRestarts=*) restarts=${line#NRestarts=} ;;
    ActiveState=*) state=${line#ActiveState=} ;;
    '')
      case ${state:-none}-${unit:-} in
        none-*) ;;
        active-kube-apiserver.service) printf 'runs\t%s\t%s\n' "$unit" "$(readlink "./proc/$pid/exe")" ;;
        # They end when they lose their Lease, and are active again a moment later.
        active-kube-controller-manager.service | active-kube-scheduler.service)
          [ "${restarts:-0}" -lt 3 ] || flapping "$unit" "$pid"
          ;;
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
