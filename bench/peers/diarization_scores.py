"""Diarization error rates by pyannote.metrics. Reads [{"reference": RTTM, "hypothesis": RTTM, "seconds": n}] from standard input and answers one JSON object.

No collar, overlapping speech counts, all of the recording is scored. `each` and `total` are in seconds; the answer's versions are those of the packages.
"""
import json
import sys
import warnings
from importlib.metadata import version

from pyannote.core import Annotation, Segment, Timeline
from pyannote.metrics.diarization import DiarizationErrorRate

warnings.filterwarnings("ignore")
PARTS = {"total": "total", "missed": "missed detection", "falseAlarm": "false alarm", "confusion": "confusion"}


def read(path):
    annotation = Annotation()
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            fields = line.split()
            if fields and fields[0] == "SPEAKER" and float(fields[4]) > 0:
                annotation[Segment(float(fields[3]), float(fields[3]) + float(fields[4])), number] = fields[7]
    return annotation.support()


metric = DiarizationErrorRate(collar=0.0, skip_overlap=False)
each = []
for one in json.load(sys.stdin):
    scored = Timeline([Segment(0, one["seconds"])])
    found = metric(read(one["reference"]), read(one["hypothesis"]), uem=scored, detailed=True)
    each.append({name: found[part] for name, part in PARTS.items()})
print(json.dumps({"each": each, "versions": {"pyannote.metrics": version("pyannote.metrics"), "pyannote.core": version("pyannote.core")}}))
