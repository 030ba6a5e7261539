"""faster-whisper as a peer. Arguments: model folder, threads. Reads {"path", "beam", "language"} lines, answers JSON lines.

A path is PCM float32 little-endian, 16 kHz mono: decoding the file is nobody's measured time.
"""
import json
import sys
import time

import ctranslate2
import faster_whisper
import numpy

model = faster_whisper.WhisperModel(sys.argv[1], device="cpu", compute_type="int8", cpu_threads=int(sys.argv[2]))
print(json.dumps({"faster-whisper": faster_whisper.__version__, "ctranslate2": ctranslate2.__version__}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    audio = numpy.fromfile(asked["path"], dtype="<f4")
    start = time.perf_counter()
    segments, _ = model.transcribe(audio, beam_size=asked["beam"], language=asked["language"])
    text = " ".join(segment.text.strip() for segment in segments)
    print(json.dumps({"text": text, "ms": (time.perf_counter() - start) * 1000}), flush=True)
