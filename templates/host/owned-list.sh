# The list of paths that quorate owns is stored in two places: /var may be a separate disk that is lost or replaced.
OWNED=./var/lib/quorate/owned
OWNED_COPY=./etc/quorate/owned

# read_owned: sets owned to the union of both lists, sorted.
read_owned() {
  owned=
  set --
  for list in "$OWNED" "$OWNED_COPY"; do
    if [ -e "$list" ] || [ -L "$list" ]; then set -- "$@" "$list"; fi
  done
  [ "$#" = 0 ] || owned=$(sort -u -- "$@" 2>&1) || {
    for list; do cat -- "$list" >/dev/null 2>&1 || break; done
    problem failed "${list#.}" "the ownership list cannot be read: $owned"
  }
}

# What quorate wrote, ever: lines "PATH<tab>SHA256" for files without secrets, and "PATH<tab>-> TARGET" for links. What is
# at such a path with other contents was changed by others. Lines are only added, so the file is never replaced.
CONTENTS=./var/lib/quorate/contents

# note_contents LINES: before the contents appear at their paths. An incomplete line of a loss of power ends here.
note_contents() {
  error=$({ printf '\n%s' "$1" >>"$CONTENTS"; } 2>&1) || write_problem "${CONTENTS#.}" "$error"
}
