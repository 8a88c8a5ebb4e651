"""Prometheus ``query_range`` answers.

An expression (``rate(…)``, ``1 - avg(…)``) yields series without a name: write ``metric``, ``unit`` and
``statistic`` beside ``status`` to say what it computes.
Source: https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lepton_iac.errors import ReadError
from lepton_iac.forecast.clock import epochs
from lepton_iac.forecast.recording import Recording, statistic
from lepton_iac.forecast.sources.content import Content, items, numbers, table, text, texts
from lepton_iac.forecast.sources.yielded import Yield
from lepton_iac.model import Note


def recognises(content: Content) -> bool:
    """One answer, or a list of answers."""
    return any(_is_answer(answer) for answer in _answers(content.document))


def read(content: Content, zone: str | None) -> Iterator[Yield]:
    """Recordings of a matrix; a name that ends in ``_total`` is a counter.

    Raises:
        ReadError: the query failed, or was not a range query.
    """
    del zone
    for answer in _answers(content.document):
        if text(answer.get("status")) != "success":
            said = text(answer.get("error")) or "no reason given"
            raise ReadError(f"Prometheus answered with an error: {said}", where=content.name, mend="query it again")
        for warning in items(answer.get("warnings"), content.name):
            yield Note(f"Prometheus warned: {text(warning)}", content.name)
        yield from _matrix(answer, content.name)


def _matrix(answer: Mapping[str, Any], where: str) -> Iterator[Yield]:
    data = table(answer.get("data"), where)
    kind = text(data.get("resultType"))
    if kind != "matrix":
        raise ReadError(f"the result is a {kind or 'nothing'}, not a matrix", where=where, mend="use query_range")
    for result in items(data.get("result"), where):
        one = table(result, where)
        labels = texts(one.get("metric"))
        name = text(answer.get("metric")) or labels.get("__name__", "")
        if name:
            yield _recording(one, name, labels, answer, where)
        else:
            yield Note(f'a series {dict(labels)} has no name; write "metric" and "unit" beside "status"', where)


def _recording(
    result: Mapping[str, Any], name: str, labels: Mapping[str, str], answer: Mapping[str, Any], where: str
) -> Recording:
    pairs = items(result.get("values"), where)
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise ReadError("a sample is not a pair of time and value", where=where, mend="use query_range")
    said = statistic(text(answer.get("statistic"))) or "average"
    return Recording(
        "prometheus",
        name,
        "counter" if name.endswith("_total") else said,
        epochs([pair[0] for pair in pairs], where),
        numbers([pair[1] for pair in pairs], where),
        namespace="prometheus",
        unit=text(answer.get("unit")),
        dimensions={key: value for key, value in labels.items() if key != "__name__"},
        source=where,
    )


def _is_answer(answer: Mapping[str, Any]) -> bool:
    data = answer.get("data")
    failed = answer.get("status") == "error" and "errorType" in answer
    return failed or ("status" in answer and isinstance(data, dict) and "resultType" in data)


def _answers(document: Any) -> Sequence[Mapping[str, Any]]:
    answers = document if isinstance(document, list) else [document]
    return [answer for answer in answers if isinstance(answer, dict)]
