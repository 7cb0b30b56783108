# A client that writes a ConfigMap every 100 ms and notes each one the API acknowledged, with the time in milliseconds.
# What was not acknowledged is tried again under the same name. sh writer.sh FOLDER LABEL URL
folder=$1 label=$2 url=$3
i=0
while :; do
  i=$((i + 1))
  name=$label-$i
  while :; do
    code=$(curl -sS -o /dev/null -w '%{http_code}' --max-time 2 --cacert /etc/kubernetes/pki/ca.crt \
      --cert "$folder/crt" --key "$folder/key" -H 'Content-Type: application/json' \
      -d "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"$name\"}}" \
      "$url/api/v1/namespaces/default/configmaps" 2>/dev/null)
    # 409: an earlier try was written, and only its answer was lost.
    case $code in 201 | 409) break ;; esac
    sleep 0.02
  done
  echo "$name $(date +%s%3N)" >>"$folder/acknowledged"
  sleep 0.1
done
