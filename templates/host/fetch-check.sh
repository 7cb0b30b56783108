# Asks servers for the headers of files, as a download would. Nothing is stored.
# Input: settings as download.sh reads them, and a line "url<tab>URL" for each file.
# Output: for each that cannot be downloaded, "failed<tab>URL<tab>curl or wget<tab>CODE<tab>MESSAGE".
cleanup() { close_downloads; }
trap 'cleanup; exit 129' HUP INT TERM
read_request
open_downloads
for line in $request; do
  case $line in url"$tab"*) ;; *) continue ;; esac
  asked=${line#*"$tab"}
  ask "$asked" '' 0 '' 0
  [ "$code" = 0 ] || printf 'failed\t%s\t%s\t%s\t%s\n' "$asked" "$program" "$code" "$(printf '%s' "$said" | tr '\n\t' '  ')"
done
cleanup
exit 0
