"""The formats of metrics files, one file each; to add one, write its file and give it a line here."""

from collections.abc import Mapping
from types import MappingProxyType

from lepton_iac.forecast.sources import (
    azure_monitor,
    cloudwatch,
    datadog,
    google_monitoring,
    grafana,
    long_table,
    metric_stream,
    prometheus,
)
from lepton_iac.forecast.sources.yielded import Source

SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "parquet": Source("a long table in Parquet", long_table.recognises_parquet, long_table.read_parquet),
        "csv": Source("a long table in CSV", long_table.recognises_csv, long_table.read_csv),
        "grafana": Source("a Grafana CSV export", grafana.recognises, grafana.read),
        "metric-stream": Source("a CloudWatch metric stream", metric_stream.recognises, metric_stream.read),
        "cloudwatch": Source("CloudWatch GetMetricData", cloudwatch.recognises_data, cloudwatch.read_data),
        "cloudwatch-statistics": Source(
            "CloudWatch GetMetricStatistics", cloudwatch.recognises_statistics, cloudwatch.read_statistics
        ),
        "azure": Source("Azure Monitor metrics", azure_monitor.recognises, azure_monitor.read),
        "google": Source("Google Cloud Monitoring time series", google_monitoring.recognises, google_monitoring.read),
        "prometheus": Source("a Prometheus range query", prometheus.recognises, prometheus.read),
        "datadog": Source("a Datadog query", datadog.recognises, datadog.read),
    }
)
"""Format name to source, in the order they are tried; each tells its format by content, not by file name."""
