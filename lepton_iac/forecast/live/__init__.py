"""Read-only fetchers of metrics: each writes files of the shape its source reads, and none needs fetching twice."""
