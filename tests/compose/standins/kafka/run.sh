#!/usr/bin/env bash
# Writes server.properties from the KAFKA_* variables (_ stands for a dot, __ for _, ___ for -), formats the storage once
# and becomes the broker.
set -euo pipefail
properties=/opt/kafka/config/server.properties
not_properties=' KAFKA_HEAP_OPTS KAFKA_OPTS KAFKA_JVM_PERFORMANCE_OPTS KAFKA_LOG4J_OPTS '

cat /mnt/shared/config/server.properties >"$properties" 2>/dev/null || : >"$properties"
while IFS='=' read -r name value; do
    case $not_properties in *" $name "*) continue ;; esac
    key=${name#KAFKA_}
    key=$(printf '%s' "${key,,}" | sed -e 's/___/-/g' -e 's/__/\x01/g' -e 's/_/./g' -e 's/\x01/_/g')
    printf '%s=%s\n' "$key" "$value" >>"$properties"
done < <(env | grep '^KAFKA_')

read -ra options <<<"${KAFKA_HEAP_OPTS:--Xmx1G} ${KAFKA_OPTS:-} -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError"
java=(java "${options[@]}" -Dlog4j.configuration=file:/opt/kafka/log4j.properties -cp '/opt/kafka/libs/*')
"${java[@]}" kafka.tools.StorageTool format --ignore-formatted -t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c "$properties"
exec "${java[@]}" kafka.Kafka "$properties"
