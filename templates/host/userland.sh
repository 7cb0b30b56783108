# require_userland: ends the script on a host whose tools, C library or service manager are not supported, before anything
# else fails there. It starts no program: a host may have none that work.
require_userland() {
  foreign= missing=
  for tool in cat date grep head realpath sed sort stat tr chmod cp dd flock gzip ln mkdir mv readlink rm sha256sum sync timeout; do
    find_tool "$tool"
    if [ -n "$found" ]; then ! is_box "$found" || foreign="$foreign $tool"; else missing="$missing $tool"; fi
  done
  [ -z "$foreign" ] || problem unsupported-userland "${box_found#.}" "it provides$foreign"
  # A distribution with glibc may have musl as well.
  ! exists ./lib/ld-musl-*.so.1 || exists ./lib*/ld-linux* || problem unsupported-userland /lib 'its C library is musl'
  [ -d ./run/systemd/system ] || problem no-systemd / 'the service manager of this host is not systemd'
  # Of the others, preflight says that they are missing.
  for tool in $missing; do
    case $tool in cat | date | grep | head | realpath | sed | sort | stat | tr) problem missing-tools / "$missing" ;; esac
  done
}

# find_tool NAME: sets found to its path, or to nothing.
find_tool() {
  found=
  IFS=:
  for folder in $PATH; do
    if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then
      found=$folder/$1
      break
    fi
  done
  IFS=" $tab$nl"
}

# is_box PATH: whether the program is one of many in BusyBox or Toybox; sets box_found to that.
is_box() {
  for box in ./bin/busybox ./usr/bin/busybox ./usr/local/bin/busybox ./bin/toybox ./usr/bin/toybox; do
    if [ "$1" -ef "$box" ]; then
      box_found=$box
      return
    fi
  done
  return 1
}

exists() { [ -e "$1" ]; }
