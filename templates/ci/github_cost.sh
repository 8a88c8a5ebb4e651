#!/usr/bin/env bash
# The cost step of action.yml: the result as JSON, its totals as outputs, its comment text as the step's summary.
set -euo pipefail

lepton="$RUNNER_TEMP/lepton-iac/bin/lepton-iac"
python="$RUNNER_TEMP/lepton-iac/bin/python"
report="$(mktemp "$RUNNER_TEMP/lepton-iac-XXXXXX.json")"

arguments=(--format json --out "$report")
if [ -n "${INPUT_USAGE_FILE:-}" ]; then arguments+=(--usage-file "$INPUT_USAGE_FILE"); fi
if [ -n "${INPUT_COMPARE_TO:-}" ]; then arguments+=(--compare-to "$INPUT_COMPARE_TO"); fi
if [ -n "${INPUT_FAIL_ON:-}" ]; then arguments+=(--fail-on "$INPUT_FAIL_ON"); fi

status=0
"$lepton" diff "${arguments[@]}" -- "$INPUT_PATH" || status=$?
if [ ! -s "$report" ]; then exit "$status"; fi

"$python" - "$report" >>"$GITHUB_OUTPUT" <<'PYTHON'
import json
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    result = json.load(file)
for name, key in (("total-monthly-cost", "totalMonthlyCost"), ("diff-monthly-cost", "diffTotalMonthlyCost")):
    amount = str(result.get(key) if result.get(key) is not None else "")
    print(f"{name}={amount if re.fullmatch(r'-?[0-9.]*', amount) else ''}")
print(f"report-json={sys.argv[1]}")
PYTHON
"$lepton" output --path "$report" --format markdown >>"$GITHUB_STEP_SUMMARY"
exit "$status"
