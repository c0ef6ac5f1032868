#!/usr/bin/env python3
"""The dashboards, as code: writes the JSON that Grafana reads.

    deploy/observability/grafana/dashboards.py          writes dashboards/*.json
    deploy/observability/grafana/dashboards.py --check  says which of them are not what this makes"""

import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "dashboards"
SOURCE = {"type": "prometheus", "uid": "${source}"}
WIDTH, PANEL_WIDTH, PANEL_HEIGHT = 24, 8, 8


def panel(title, unit, *queries, kind="timeseries", **defaults):
    """queries: (expression, legend)."""
    return {"title": title, "type": kind, "datasource": SOURCE,
            "fieldConfig": {"defaults": {"unit": unit, "min": 0, **defaults}, "overrides": []},
            "targets": [{"refId": chr(ord("A") + number), "expr": expression, "legendFormat": legend, "datasource": SOURCE}
                        for number, (expression, legend) in enumerate(queries)]}


def limits(*steps):
    """Colours from values on: (None, "green"), (1, "red")."""
    return {"thresholds": {"mode": "absolute", "steps": [{"value": value, "color": colour} for value, colour in steps]}}


def dashboard(uid, title, panels):
    for number, one in enumerate(panels):
        one["id"] = number + 1
        one["gridPos"] = {"x": number * PANEL_WIDTH % WIDTH, "y": number * PANEL_WIDTH // WIDTH * PANEL_HEIGHT,
                          "w": PANEL_WIDTH, "h": PANEL_HEIGHT}
    return {"uid": uid, "title": title, "tags": ["steward"], "schemaVersion": 39, "editable": False, "refresh": "30s",
            "time": {"from": "now-3h", "to": "now"}, "panels": panels,
            "templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus", "label": "Source"}]}}


def quantile(share, metric, *labels):
    return f"histogram_quantile({share}, sum by ({', '.join([*labels, 'le'])}) (rate({metric}[5m])))"


SHARE = {"max": 1}
OF_WORK = 'route!~"/readyz|/health"'  # these answer 503 while a dependency is away
TURN = 'steward_http_request_seconds_bucket{service="orchestrator",route="/api/v1/chat"}'
OVERVIEW = dashboard("steward-overview", "Steward: overview", [
    panel("Answered well (99.9 %)", "percentunit", ("1 - steward:edge_errors:ratio_rate3d", "3 days"),
          ("1 - steward:edge_errors:ratio_rate1h", "1 hour"), kind="stat", **SHARE, **limits((None, "red"), (0.999, "green"))),
    panel("Searches within 0.5 s (99 %)", "percentunit", ("1 - steward:search_slow:ratio_rate3d", "3 days"),
          ("1 - steward:search_slow:ratio_rate1h", "1 hour"), kind="stat", **SHARE, **limits((None, "red"), (0.99, "green"))),
    panel("Alerts", "short", ('sum by (severity) (ALERTS{alertname=~"Steward.+",alertstate="firing"}) or vector(0)', "{{severity}}"),
          kind="stat", **limits((None, "green"), (1, "red"))),
    panel("Alerts, pending and firing", "short", ('ALERTS{alertname=~"Steward.+"}', "{{alertname}} {{service}} {{alertstate}}")),
    panel("Requests of the edge", "reqps", ('sum by (route) (rate(steward_http_requests_total{service="orchestrator"}[5m]))', "{{route}}")),
    panel("Failed", "percentunit", ("steward:edge_errors:ratio_rate5m", "5 minutes"), ("steward:edge_errors:ratio_rate1h", "1 hour"), **SHARE),
    panel("Time of a search", "s", ("steward:search_seconds:p50_5m", "p50"), ("steward:search_seconds:p95_5m", "p95"),
          ("steward:search_seconds:p99_5m", "p99")),
    panel("Time of a turn of a conversation", "s", *((quantile(share, TURN), name) for share, name in ((0.5, "p50"), (0.95, "p95"), (0.99, "p99")))),
    panel("Copies that are ready", "short", ("sum by (service) (steward_ready)", "{{service}}")),
    panel("Records still to be read", "short", ("sum by (service, topic) (steward:kafka_lag:by_topic)", "{{service}} {{topic}}")),
    panel("Dead letters in the last hour", "short",
          ('sum by (topic) (increase(steward_kafka_published_total{topic=~".+-dlt"}[1h]))', "{{topic}}")),
    panel("Refused by the server itself", "reqps", ("sum by (service) (rate(steward_http_refused_total[5m]))", "{{service}}")),
    panel("Open connections", "short", ("sum by (service) (steward_http_connections)", "{{service}}")),
    panel("Who watches live", "short", ("sum(steward_live_sockets)", "WebSockets"), ("sum(steward_live_streams)", "streams of events"),
          ("sum(steward_live_follows)", "followed sessions")),
    panel("Tenants", "reqps", ("topk(10, sum by (tenant) (rate(steward_http_tenant_requests_total[5m])))", "{{tenant}}")),
])

INSIDE = dashboard("steward-inside", "Steward: inside", [
    panel("Events decided", "ops", ("sum by (fold) (rate(steward_fold_events_decided_total[5m]))", "{{fold}}")),
    panel("Events dropped", "ops", ("sum by (fold) (rate(steward_fold_events_dropped_total[5m]))", "{{fold}}")),
    panel("Decided again, told again", "ops", ("sum by (fold) (rate(steward_fold_conflicts_total[5m]))", "conflicts of {{fold}}"),
          ("sum by (fold) (rate(steward_fold_resent_total[5m]))", "resent by {{fold}}")),
    panel("Records taken", "ops", ("sum by (topic) (rate(steward_kafka_consumed_total[5m]))", "{{topic}}")),
    panel("Records published", "ops", ("sum by (topic) (rate(steward_kafka_published_total[5m]))", "{{topic}}")),
    panel("Time to publish, p99", "s",
          (quantile(0.99, "steward_kafka_publish_seconds_bucket", "service"), "{{service}}")),
    panel("Not acknowledged", "short", ("sum by (service) (steward_kafka_unsent)", "{{service}}"),
          ("sum by (service) (increase(steward_kafka_publish_failures_total[5m]))", "failed: {{service}}")),
    panel("Partitions given or taken, and paused", "short", ("sum by (service) (increase(steward_kafka_rebalances_total[10m]))", "moved: {{service}}"),
          ("sum by (service) (increase(steward_kafka_pauses_total[10m]))", "paused: {{service}}")),
    panel("Intake paused by an operator", "short", ("max by (service) (steward_intake_paused)", "{{service}}"), max=1),
    panel("Time of a transaction, p99", "s",
          (quantile(0.99, "steward_postgres_batch_seconds_bucket", "service"), "{{service}}")),
    panel("Transactions that failed, that wait", "short", ("sum by (service) (increase(steward_postgres_batches_failed_total[5m]))", "failed: {{service}}"),
          ("sum by (service) (steward_postgres_waiting)", "waiting: {{service}}")),
    panel("Memory", "bytes", ("max by (service) (steward_resident_bytes)", "{{service}}")),
    panel("The index is at", "short", ("steward_catalog_sequence", "{{instance}}")),
    panel("Heartbeats", "ops", ("sum by (service) (rate(steward_heartbeats_total[5m]))", "{{service}}"), ("max(steward_fleet_late_copies)", "late copies")),
    panel("Time of each route, p99", "s",
          (quantile(0.99, "steward_http_request_seconds_bucket", "service", "route"), "{{service}} {{route}}")),
    panel("Requests of each service", "reqps", ("sum by (service, status) (rate(steward_http_requests_total[5m]))", "{{service}} {{status}}")),
    panel("Failed, of each service", "percentunit",
          (f'sum by (service) (rate(steward_http_requests_total{{{OF_WORK},status="5xx"}}[5m]))'
           f" / sum by (service) (rate(steward_http_requests_total{{{OF_WORK}}}[5m]))", "{{service}}"), **SHARE),
])


def files():
    return {FOLDER / f"{one['uid']}.json": json.dumps(one, indent=1, ensure_ascii=False) + "\n" for one in (OVERVIEW, INSIDE)}


def main():
    if sys.argv[1:] == ["--check"]:
        stale = [path for path, text in files().items() if not path.exists() or path.read_text() != text]
        for path in stale:
            print(f"{path.name} is not what dashboards.py makes: run it")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in files().items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
