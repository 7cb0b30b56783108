# Downloads over http and https, by curl or, on a host without it, by wget. Credentials are not among the arguments of a
# program: curl reads them from its input, and wget from a file that only root can read.
# A request is lines "KEY<tab>VALUE", first the settings, and at its end the line "end".
stall_seconds=30 connect_seconds=10 authorization= certificates=
work= child= monitor=

# read_request: sets request. Without settings of a proxy there is none: environment.sh cleared those of the host.
read_request() {
  request=$(cat)
  IFS=$nl
  set -f
  case $request in end | *"${nl}end") ;; *) problem truncated / 'the request did not arrive' ;; esac
  for line in $request; do
    value=${line#*"$tab"}
    case $line in
      stall-seconds"$tab"*) stall_seconds=$value ;;
      connect-seconds"$tab"*) connect_seconds=$value ;;
      authorization"$tab"*) authorization=$value ;;
      certificates"$tab"*) certificates=$value ;;
      no-proxy"$tab"*) export no_proxy="$value" ;;
      http-proxy"$tab"*) export http_proxy="$value" ;;
      https-proxy"$tab"*) export https_proxy="$value" ;;
    esac
  done
}

# open_downloads: sets program, and makes the directory `work`. Those of scripts that were killed are deleted.
open_downloads() {
  if command -v curl >/dev/null; then
    program=curl
  elif command -v wget >/dev/null; then
    program=wget
  else
    problem no-downloader / 'neither curl nor wget is installed'
  fi
  set +f
  for each in ./run/quorate-download-*; do
    [ ! -d "$each" ] || kill -0 "${each##*-}" 2>/dev/null || rm -rf -- "$each"
  done
  set -f
  work=./run/quorate-download-$$
  error=$({
    mkdir -p ./run && mkdir -- "$work" &&
      if [ -n "$certificates" ]; then printf '%s\n' "$certificates" | base64 -d >"$work/ca.pem"; fi &&
      if [ -n "$certificates" ]; then printf 'ca_certificate = %s\n' "$work/ca.pem"; fi >"$work/elsewhere" &&
      cp "$work/elsewhere" "$work/first" &&
      if [ -n "$authorization" ]; then printf 'header = Authorization: %s\n' "$authorization"; fi >>"$work/first"
  } 2>&1) || write_problem "${work#.}" "$error"
}

close_downloads() {
  [ -z "$monitor" ] || kill "$monitor" 2>/dev/null
  [ -z "$child" ] || kill "$child" 2>/dev/null
  [ -z "$work" ] || rm -rf -- "$work"
}

# run_curl URL FILE, run_wget URL FILE: continue the file with what it lacks. Without a file, ask for the headers only.
run_curl() {
  url=$1 file=$2
  set -- --fail --silent --show-error --location --max-redirs 10 --proto =http,https --proto-redir =http,https \
    --connect-timeout "$connect_seconds"
  [ -z "$certificates" ] || set -- "$@" --cacert "$work/ca.pem"
  if [ -n "$file" ]; then set -- "$@" --continue-at - --output "$file"; else set -- "$@" --head --output /dev/null; fi
  # It does not send this header to a host that it is redirected to.
  header=${authorization:+"header = \"Authorization: $(quoted "$authorization")\""}
  exec $nice curl --disable --config - "$@" <<EOF
url = "$(quoted "$url")"
$header
EOF
}
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

run_wget() {
  url=$1 file=$2
  settings=elsewhere
  [ "$(origin "$url")" != "$first_origin" ] || settings=first
  set -- --no-verbose --server-response --no-hsts --no-netrc --tries=1 --max-redirect=0 \
    --dns-timeout="$connect_seconds" --connect-timeout="$connect_seconds" --read-timeout="$((2 * stall_seconds))"
  if [ -n "$file" ]; then set -- "$@" --continue --output-document="$file"; else set -- "$@" --spider; fi
  exec $nice wget --config="$work/$settings" "$@" --input-file=/dev/fd/3 3<<EOF
$url
EOF
}

# At low priority, for hosts that serve requests. Words are lines here.
nice=nice
! ionice -c 2 -n 7 true 2>/dev/null || nice=nice${nl}ionice${nl}-c${nl}2${nl}-n${nl}7

# origin URL: prints its scheme, host and port.
origin() {
  rest=${1#*://}
  printf '%s' "${1%%://*}://${rest%%/*}"
}

# ask URL FILE SIZE PATH BEFORE: downloads the rest of a file, and follows redirects. Sets code: the exit code of the
# program, "stalled", "redirect" or "large"; and said: its messages.
# Output: every second "progress<tab>PATH<tab>BYTES", with the bytes of the file and those before.
ask() {
  url=$1 hops=0 first_origin=$(origin "$1")
  while :; do
    request "$url" "$2" "$3" "$4" "$5"
    [ "$program$code" = wget8 ] && grep -q 'redirections exceeded' "$work/said" || return 0
    # Not by wget itself: it would send the credentials to any host.
    location=$(sed -n 's/^ *[Ll][Oo][Cc][Aa][Tt][Ii][Oo][Nn]: *//p' "$work/said" | tail -n 1 | tr -d '\r')
    hops=$((hops + 1))
    case $location in
      http://* | https://*) url=$location ;;
      //*) url=${url%%://*}:$location ;;
      /*) url=$(origin "$url")$location ;;
      *://* | '') hops=11 said="it redirects to ${location:-nowhere}" ;;
      *) url=${url%%[?#]*} && url=${url%/*}/$location ;;
    esac
    [ "$hops" -le 10 ] || { code=redirect && return 0; }
  done
}

request() {
  rm -f -- "$work/ended"
  "run_$program" "$1" "$2" </dev/null >/dev/null 2>"$work/said" &
  child=$!
  watch "$2" "$3" "$4" "$5" &
  monitor=$!
  wait "$child"
  code=$? child=
  kill "$monitor" 2>/dev/null
  wait "$monitor" 2>/dev/null
  monitor=
  [ ! -s "$work/ended" ] || read -r code <"$work/ended"
  # Without the headers that wget prints. It does not always say which status it failed with.
  said=$(grep -v '^  ' "$work/said" | tail -c 2000)
  case $program$code$said in
    *ERROR*) ;;
    wget6* | wget8*) said="ERROR $(sed -n 's/^  HTTP[^ ]* //p' "$work/said" | tail -n 1 | cut -c 1-3): $said" ;;
  esac
}

# watch FILE SIZE PATH BEFORE: stops the child when no data arrives, or more than there should be, or when this script was
# killed; and this script when nothing reads its output any more.
watch() {
  trap '' PIPE
  last=0 slow=0
  while sleep 1 </dev/null >/dev/null 2>&1 8>&-; do
    bytes=$(size_of "$1")
    kill -0 "$$" 2>/dev/null || stop_child killed
    [ -z "$3" ] || printf 'progress\t%s\t%s\n' "$3" "$(($4 + bytes))" 2>/dev/null || { kill -TERM "$$" && return; }
    slow=$((slow + 1))
    [ "$((bytes - last))" -lt 1024 ] || slow=0
    last=$bytes
    [ "$bytes" -le "$2" ] || stop_child large
    [ "$slow" -lt "$stall_seconds" ] || stop_child stalled
  done
}
stop_child() {
  printf '%s\n' "$1" >"$work/ended"
  kill "$child" 2>/dev/null
  exit 0
}

size_of() { stat -c %s -- "$1" 2>/dev/null || echo 0; }
